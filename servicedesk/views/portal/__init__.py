"""The portal: ask, see how it stands, decide for one's people."""
