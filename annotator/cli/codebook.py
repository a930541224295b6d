"""A project's codebook at the terminal: shown, written to a file, taken from one, compared, published, and codings recoded."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.cli.console import Console, shown_json
from annotator.cli.words import a_path, an_encoding
from annotator.errors import NotFound, UsageError
from annotator.i18n import N_, _, ngettext
from annotator.model.codebook import ANY_VALUE, BOOLEAN, MULTIPLE, NUMBER, TEXT_LIST, Codebook
from annotator.model.codebook_difference import difference, words_of
from annotator.model.entity import Entity
from annotator.operations import codebook as codebooks
from annotator.operations import codebook_draft as drafts
from annotator.operations import codebook_files as files
from annotator.operations import codebook_import as taking
from annotator.operations import codebook_recode as recoding
from annotator.operations.codebook_effect import Effect, effect_of, fate_words
from annotator.operations.codebook_worklist import worklist
from annotator.project import Project, open_project

ABOUT = N_("Show a project's codebook, write it to a file, take the next version from one, compare versions, publish the draft, recode.")
EXAMPLE = "annotator codebook study.annot recode --where category=claim --where claim_type=accusation --set claim_type=evaluative --dry-run"

ACTS = ("show", "export", "import", "diff", "publish", "recode")
_FILES = {"show": (0, 0), "export": (1, 1), "import": (1, 1), "diff": (0, 2), "publish": (0, 0), "recode": (0, 0)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of this command."""
    add = parser.add_argument
    add("project", type=a_path, metavar="PROJECT")
    add("act", choices=ACTS, metavar="|".join(ACTS), help=_("print it, write it to FILE, take the next version from FILE, compare, …"))
    add("file", type=a_path, metavar="FILE", nargs="*", help=_(
        "a codebook: JSON, REFI-QDA .qdc, a list of codes (.csv, .tsv, .xlsx), .dna of DNA, .qda of QualCoder, news_claims, four_tags; "
        "export also .html to print; for `diff` also versions"
    ))  # fmt: skip
    add("--as", dest="coder", metavar="CODER", help=_("act as this coder of the project"))
    add("--where", action="append", default=[], metavar="FIELD=VALUE", help=_(
        "recode: category (needed), coder, article, version, flag=yes, listed=yes, or an attribute of the category; "
        "an empty value: it has none, *: it has any"
    ))  # fmt: skip
    add("--set", action="append", default=[], dest="values", metavar="ATTRIBUTE=VALUE", help=_(
        "recode: the new value, several times for several attributes; empty clears it; parts of a list with | between; "
        "an entity by its id or label, which is made if it is unknown"
    ))  # fmt: skip
    add("--keep", action="store_true", help=_("recode: let what is listed stand as it is instead of giving values"))
    add("--draft", action="store_true", help=_("import: into the draft, where it is looked at and published, not as the next version"))
    add("--only", action="append", default=[], metavar="PLACE", help=_(
        "import: only this into the draft, such as claim, claim.issue, link.makes, article.genre, module.intensity"
    ))  # fmt: skip
    add("--retire", action="store_true", help=_("import: offer no longer, in the draft, what the file lacks"))
    add("--into", metavar="QUESTION", help=_("import: add the list of codes to the values of this question, such as claim.issue"))
    add("--encoding", type=an_encoding, metavar="E", help=_("import: the encoding of a list of codes, for example cp1252"))
    add("--dry-run", "--preview", action="store_true", help=_(
        "say what publish or recode would do, and do nothing: publish with the codings at stake in each change"
    ))  # fmt: skip
    add("--json", action="store_true", help=_("print JSON, one object a line"))


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Do one of the acts and say so."""
    least, most = _FILES[arguments.act]
    if len(arguments.file) > most:
        raise UsageError(_("`{act}` takes no file").format(act=arguments.act) if most == 0 else _("too many words"))
    if len(arguments.file) < least:
        raise UsageError(_("`{act}` needs a FILE").format(act=arguments.act))
    if arguments.act != "recode" and (arguments.where or arguments.values or arguments.keep):
        raise UsageError(_("--where, --set and --keep go with `recode`"))
    if arguments.act not in ("publish", "recode") and arguments.dry_run:
        raise UsageError(_("--dry-run goes with `publish` and `recode`; `diff FILE` says what the file changes"))
    if arguments.keep and arguments.values:
        raise UsageError(_("--keep lets values stand, --set gives others: say one of them"))
    if arguments.act != "import" and (arguments.draft or arguments.only or arguments.retire or arguments.into or arguments.encoding):
        raise UsageError(_("--draft, --only, --retire, --into and --encoding go with `import`"))
    if arguments.into and (arguments.only or arguments.retire):
        raise UsageError(_("--into goes with neither --only nor --retire"))
    acts: dict[str, Callable[[argparse.Namespace, Console], None]] = {
        "show": _show, "export": _export, "import": _import, "diff": _diff, "publish": _publish, "recode": _recode,
    }  # fmt: skip
    acts[arguments.act](arguments, console)
    return 0


def _reading(arguments: argparse.Namespace) -> Project:
    return open_project(arguments.project, arguments.coder, read_only=True)


def _show(arguments: argparse.Namespace, console: Console) -> None:
    with _reading(arguments) as project:
        console.out.write(shown_json(project.codebook.to_json()))


def _export(arguments: argparse.Namespace, console: Console) -> None:
    file = arguments.file[0]
    with _reading(arguments) as project:
        files.write_any(project.codebook, file, forbid=project.path)
        told = _("wrote {codebook} {version} to {file}")
        console.line(told.format(codebook=project.codebook.name, version=project.codebook.version, file=file))


def _import(arguments: argparse.Namespace, console: Console) -> None:
    file = arguments.file[0]
    with open_project(arguments.project, arguments.coder) as project:
        if arguments.into:
            place = taking.place_named(arguments.into)
            for words in files.columns_left(file, arguments.encoding):
                console.line(words)
            _tell_taken(taking.add_values(project, place, files.read_codes(file, arguments.encoding)), arguments, console)
            return
        new, left = files.read_whole(file, project.codebook, encoding=arguments.encoding)
        for words in left:
            console.line(words)
        if arguments.draft or arguments.only or arguments.retire:
            only = [taking.place_named(word) for word in arguments.only]
            _tell_taken(taking.take_into_draft(project, new, only, retire_others=arguments.retire, own_keys=files.knows_keys(file)),
                        arguments, console)  # fmt: skip
            return
        made = codebooks.import_codebook(project, new)
        if made is None:
            told = _("{file} is the codebook that {project} has; nothing was changed")
            console.line(told.format(file=file, project=arguments.project))
        else:
            told = _("{project} has the codebook {codebook} {version} now")
            console.line(told.format(project=arguments.project, codebook=made.name, version=made.version))


def _tell_taken(taken: taking.Taken, arguments: argparse.Namespace, console: Console) -> None:
    for words in taken.left:
        console.line(words)
    if not taken.edits:
        console.line(_("{file} says nothing new; the draft stays as it is").format(file=arguments.file[0]))
        return
    told = ngettext("{count:,} edit of the draft; `diff` shows it, `publish` makes it the next version",
                    "{count:,} edits of the draft; `diff` shows them, `publish` makes them the next version", taken.edits)  # fmt: skip
    console.line(told.format(count=taken.edits))


# ---- versions -----------------------------------------------------------------------------------------------------------


def _diff(arguments: argparse.Namespace, console: Console) -> None:
    """Compare the draft (or the newest version) with the one before, a version or file with the newest, or two of them."""
    with _reading(arguments) as project:
        old, new = _compared(project, [str(word) for word in arguments.file])
    found = difference(old, new)
    for one in found:
        if arguments.json:
            console.record(one.as_json())
        else:
            console.line(words_of(one, old, new))
    if not found and not arguments.json:
        console.line(_("nothing differs"))


def _compared(project: Project, words: list[str]) -> tuple[Codebook, Codebook]:
    if len(words) == 2:
        return _named(project, words[0]), _named(project, words[1])
    if words:
        named = _named(project, words[0])
        known = words[0] in project.codebooks.versions()
        return (named, project.codebook) if known else (project.codebook, named)
    draft = drafts.the_draft(project)
    if draft is not None:
        return draft.published, draft.codebook
    versions = project.codebooks.all()
    return versions[-2] if len(versions) > 1 else versions[-1], versions[-1]


def _named(project: Project, word: str) -> Codebook:
    found = project.codebooks.version(word)
    if found is not None:
        return found
    path = Path(word)
    if not path.exists() and path.suffix not in files.READ and word not in ("news_claims", "four_tags"):
        versions = ", ".join(project.codebooks.versions())
        raise NotFound(_("{project}: there is no codebook version {name!r}; there are: {all}").format(
            project=project.path, name=word, all=versions))  # fmt: skip
    return files.read_any(path, project.codebook)


def _publish(arguments: argparse.Namespace, console: Console) -> None:
    with open_project(arguments.project, arguments.coder, read_only=arguments.dry_run) as project:
        draft = drafts.the_draft(project)
        if draft is None:
            raise NotFound(_("{project}: there is no draft of the codebook; it is edited in the window").format(project=arguments.project))
        if arguments.dry_run:
            _tell_effect(effect_of(project, draft), draft, console, as_json=arguments.json)
            return
        done = drafts.publish(project)
        told = _("{project} has the codebook {codebook} {version} now")
        console.line(told.format(project=arguments.project, codebook=done.codebook.name, version=done.codebook.version))
        if done.recoded:
            many = ngettext("recoded {count:,} coding", "recoded {count:,} codings", done.recoded).format(count=done.recoded)
            where = ngettext("in {count:,} article", "in {count:,} articles", len(done.articles)).format(count=len(done.articles))
            console.line(f"{many} {where}")
        listed = worklist(project)
        if listed:
            told = ngettext("{count:,} coding is to be looked at again", "{count:,} codings are to be looked at again", len(listed))
            console.line(told.format(count=len(listed)))


def _tell_effect(found: Effect, draft: drafts.Draft, console: Console, *, as_json: bool) -> None:
    """Say each difference with what becomes of the codings that rest on it, the whole, and what is wrong with the draft."""
    for one in found.rows:
        said = fate_words(one.counts)
        if as_json:
            console.record(one.as_json())
        else:
            console.line(f"{one.words}: {said}" if said else one.words)
    if as_json:
        return
    told = _("version {version} would be published: {what}")
    console.line(told.format(version=found.version, what="; ".join(found.words())))
    for finding in draft.findings:
        console.line(f"{finding.level}: {finding.message}")


# ---- recoding -----------------------------------------------------------------------------------------------------------


def _recode(arguments: argparse.Namespace, console: Console) -> None:
    """Recode what a filter picks; without any --where and --set, print what the revisions ask to look at again."""
    only_lists = not arguments.where and not arguments.values and not arguments.keep
    with open_project(arguments.project, arguments.coder, read_only=arguments.dry_run or only_lists) as project:
        if only_lists:
            _tell_listed(project, console, as_json=arguments.json)
            return
        chosen = _filter(project, _pairs(arguments.where, "--where"))
        if arguments.keep:
            _keep(project, chosen, arguments, console)
            return
        if not arguments.values:
            raise UsageError(_("say what to set: --set ATTRIBUTE=VALUE, or --keep"))
        made: list[Entity] = []
        given = _pairs(arguments.values, "--set")
        values = {key: _value(project, chosen.category, key, value, made) for key, value in given.items()}
        act = recoding.preview if arguments.dry_run else recoding.recode
        _tell(act(project, chosen, values, made), arguments, console)


def _pairs(words: list[str], option: str) -> dict[str, str]:
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise UsageError(_("{option} takes FIELD=VALUE, not {word!r}").format(option=option, word=word))
        found[key] = value
    return found


def _filter(project: Project, pairs: dict[str, str]) -> recoding.Filter:
    if "category" not in pairs:
        raise UsageError(_("say which category: --where category=…"))
    category = pairs.pop("category")
    coder, article, version = (pairs.pop(key, "") for key in ("coder", "article", "version"))
    flag = _yes(pairs.pop("flag")) if "flag" in pairs else None
    listed = _yes(pairs.pop("listed")) if "listed" in pairs else False
    unknown: list[Entity] = []
    values = {key: value if value == ANY_VALUE else _value(project, category, key, value, unknown) for key, value in pairs.items()}
    if unknown:
        raise NotFound(_("{project}: there is no entity {name!r}").format(project=project.path, name=unknown[0].label))
    return recoding.Filter(category, values, flag=flag, listed=listed, coder=coder, article=article, version=version)


def _yes(word: str) -> bool:
    if word.lower() not in ("yes", "no", "true", "false", "1", "0"):
        raise UsageError(_("{word!r} is neither yes nor no").format(word=word))
    return word.lower() in ("yes", "true", "1")


def _value(project: Project, category: str, attribute_id: str, word: str, made: list[Entity]) -> Any:
    """Return what a word of the command stands for as a value of this attribute; None if it is empty.

    The label of an entity that the register lacks is a new entity, which is added to ``made``.
    """
    attribute = next((one for one in project.rules.of_category(category).attributes if one.id == attribute_id), None)
    if attribute is None or not word:
        return word or None
    if attribute.type == BOOLEAN:
        return _yes(word)
    if attribute.type == NUMBER:
        try:
            return json.loads(word)
        except ValueError as error:
            raise UsageError(_("{word!r} is not a number").format(word=word)) from error
    if attribute.type in (MULTIPLE, TEXT_LIST):
        return [part.strip() for part in word.split("|") if part.strip()]
    value, fresh = recoding.meant(project, attribute, word)
    made += [fresh] if fresh is not None else []
    return value


def _keep(project: Project, chosen: recoding.Filter, arguments: argparse.Namespace, console: Console) -> None:
    listed = {one.id for one in worklist(project)}
    ids = [one.id for one in recoding.selected(project, chosen) if one.id in listed]
    kept = len(ids) if arguments.dry_run else recoding.keep_as_is(project, ids)
    told = ngettext("{count:,} annotation stands as it is", "{count:,} annotations stand as they are", kept)
    console.line(told.format(count=kept))


def _tell(done: recoding.Recode, arguments: argparse.Namespace, console: Console) -> None:
    for hit in done.hits:
        if arguments.json:
            console.record({
                "annotation": hit.before.shown_id, "article": hit.before.article_id, "quote": hit.before.quote,
                "before": dict(hit.before.values), "after": dict(hit.after.values), "missing": list(hit.missing),
            })  # fmt: skip
        elif arguments.dry_run:
            passage = f"{hit.context_before[-30:]}[{hit.before.quote}]{hit.context_after[:30]}".replace("\n", " ")
            console.line(f"{hit.before.shown_id}\t{passage}")
    if arguments.json:
        return
    head = _("would recode {what}") if arguments.dry_run else _("recoded {what}")
    console.line(head.format(what=done.words()))
    for _article, title, number in done.articles:
        console.line(f"  {title}: {number:,}")


def _tell_listed(project: Project, console: Console, *, as_json: bool) -> None:
    coders: dict[str, str] = {one.id: one.name for one in project.coders.all()}
    header = ("kind", "id", "article_id", "coder", "what", "codebook_version", "quote", "reason")
    rows = [
        (one.kind, one.id, one.article_id, coders.get(one.coder_id, one.coder_id), one.what, one.version, one.quote,
         "; ".join(reason.message for reason in one.reasons))
        for one in worklist(project)
    ]  # fmt: skip
    console.rows(header, rows, as_json=as_json)
