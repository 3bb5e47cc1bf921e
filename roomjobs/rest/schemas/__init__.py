"""The documents that the API takes and gives, as structs; `docs/openapi.json` is made from them."""
