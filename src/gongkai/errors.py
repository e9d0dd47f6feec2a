"""What can go wrong with an input, split by whose fault it is. Each kind has one stable code."""


class GongkaiError(Exception):
    """Base of every error gongkai raises on purpose; `code` is stable, the message is for people."""

    code = "error"


class InputError(GongkaiError):
    """The input's fault: another file, or the same file saved again, may work."""


class UnsupportedFormat(InputError):
    """The bytes are of no format gongkai reads."""

    code = "unsupported-format"


class UnreadableDocument(InputError):
    """The format is known but the document is corrupt, encrypted or truncated."""

    code = "unreadable-document"


class NotAReport(InputError):
    """The document was read, and holds neither a statutory table nor two statutory headings."""

    code = "not-a-report"


class LimitExceeded(InputError):
    """A size, depth or time limit was passed; the message says which."""

    code = "limit-exceeded"


class MissingTool(GongkaiError):
    """The installation's fault: an extra or program is needed; the message names what to install."""

    code = "missing-tool"
