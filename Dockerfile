# syntax=docker/dockerfile:1
# One image for every part: `pinflow worker`, `pinflow serve`, `pinflow migrate`, `pinflow simulator`.

FROM python:3.13.9-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /build
COPY . .
# Versions are exact: pyproject.toml names each in constraint-dependencies.
RUN uv venv /opt/pinflow && VIRTUAL_ENV=/opt/pinflow uv sync --active --no-dev --no-editable

FROM python:3.13.9-slim-bookworm
RUN groupadd --gid 10001 pinflow \
    && useradd --uid 10001 --gid pinflow --home-dir /home/pinflow --create-home --shell /usr/sbin/nologin pinflow \
    && install --directory --owner=pinflow --group=pinflow --mode=0700 /var/lib/pinflow
COPY --from=build /opt/pinflow /opt/pinflow
ENV PATH=/opt/pinflow/bin:$PATH PYTHONUNBUFFERED=1 PINFLOW_HOME=/var/lib/pinflow PINFLOW_LOG_JSON=1
USER 10001:10001
WORKDIR /var/lib/pinflow
# Assets, where no bucket keeps them.
VOLUME /var/lib/pinflow
ENTRYPOINT ["pinflow"]
CMD ["worker"]
