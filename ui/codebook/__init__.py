"""The page on which the codebook is read, revised, compared and published."""
