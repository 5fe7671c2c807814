# Sourced by the Makefile: uv reads neither pip.conf nor PIP_*; it gets the index and the certificate that pip uses.
_pip() { .tools/bin/python -m pip config get "global.$1" 2>/dev/null; }
: "${UV_DEFAULT_INDEX:=${PIP_INDEX_URL:-$(_pip index-url)}}"
: "${SSL_CERT_FILE:=${PIP_CERT:-$(_pip cert)}}"
[ -n "$UV_DEFAULT_INDEX" ] && export UV_DEFAULT_INDEX || unset UV_DEFAULT_INDEX
[ -n "$SSL_CERT_FILE" ] && export SSL_CERT_FILE || unset SSL_CERT_FILE
true
