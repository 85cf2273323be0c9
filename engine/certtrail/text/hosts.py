"""The host in a server's name: what its NetBIOS name and its full name have in common."""


def host_of(name: str) -> str:
    """The first label of a name, without case: `EX01.contoso.com` and `ex01` are one host."""
    return name.partition(".")[0].casefold()


def may_be_one_host(one: str, other: str) -> bool:
    """Tell whether two names can be of one computer: one may be short, but two domains differ."""
    if "." in one and "." in other:
        return one.casefold() == other.casefold()
    return host_of(one) == host_of(other)
