-- Full text search. What is searched is a folded copy of each text, cut into words where its script has no spaces, under an integer
-- that stays: FTS5 knows a text by it. Derived from article_text, whose texts never change and never go; not logged, not merged,
-- written in the step that brings a text, and built anew where it is stale (store/search.py).

CREATE TABLE search_copy (
    seq    INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    text   TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE search USING fts5(
    text,
    content = 'search_copy',
    content_rowid = 'seq',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
