"""The painted parts of DESIGN.md section 7: small, driven by keys, named for screen readers, mirrored right to left."""
