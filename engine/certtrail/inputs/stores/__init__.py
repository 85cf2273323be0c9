"""Inputs that lie elsewhere: an address that the user gave in; files, as if they lay here, out.

`addresses` reads an address, `address_listing` lists what is below it, `fetching` copies a file of
it to where it is read. What talks to a store is `fsspec_store`, or `web_file` for one address.
Nothing here looks at what a file holds, so no file can name an address.
"""
