#!/bin/sh
# The namespace that Pinflow works in; its search attributes are registered by the worker.
set -eu
temporal operator namespace describe --namespace "$PINFLOW_TEMPORAL_NAMESPACE" > /dev/null 2>&1 \
    || temporal operator namespace create --namespace "$PINFLOW_TEMPORAL_NAMESPACE" --retention 720h
