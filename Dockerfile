# certtrail in a container: not as root, with nothing to write but what you give it, and no network.
#
#     docker build --tag certtrail .
#     docker run --rm --network none --read-only --tmpfs /tmp --volume "$PWD:/export:ro" \
#       certtrail diagnose /export
FROM python:3.11-slim-bookworm AS made
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# As `make release` does, with the locked versions.
RUN python -m venv /made \
  && /made/bin/pip install --no-cache-dir --require-hashes --no-build-isolation \
    --requirement requirements/build.txt \
  && /made/bin/pip wheel --no-cache-dir --require-hashes --no-build-isolation --wheel-dir /wheels \
    --requirement requirements/runtime.txt \
  && /made/bin/pip install --no-cache-dir --no-index --no-deps /wheels/*.whl \
  && PYTHONPATH=engine /made/bin/python -c 'from certtrail.rulebook.keeping import keep; keep()' \
  && /made/bin/python -m hatchling build --target wheel --directory /wheels \
  && python -m venv --without-pip /certtrail \
  && /made/bin/pip --python /certtrail install --no-cache-dir --no-index --find-links /wheels certtrail

FROM python:3.11-slim-bookworm
COPY --from=made /certtrail /certtrail
RUN useradd --create-home --uid 10001 certtrail
USER 10001
WORKDIR /export
ENV PATH=/certtrail/bin:$PATH
ENTRYPOINT ["certtrail"]
