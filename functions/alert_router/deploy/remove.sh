#!/usr/bin/env bash
# Removes what deploy.sh made. The ledger, the secrets and the enabled services stay. Can be run
# again: what is gone already is passed over.
set -uo pipefail

: "${PROJECT:?project in which the function runs}"
: "${REGION:?region of the function}"
: "${LOCATION:?location of the dataset}"
NAME="${NAME:-nightledger}"
HOST="$PROJECT.iam.gserviceaccount.com"
[[ "$PROJECT" == *:* ]] && HOST="${PROJECT#*:}.${PROJECT%%:*}.iam.gserviceaccount.com"
export CLOUDSDK_CORE_PROJECT="$PROJECT" CLOUDSDK_CORE_DISABLE_PROMPTS=1

gcloud scheduler jobs delete "$NAME-tick" --location "$REGION"
gcloud pubsub subscriptions delete "$NAME-poke"
gcloud pubsub topics delete "$NAME-poke" "$NAME-poke-dead-letter"
gcloud functions delete "$NAME-tick" --region "$REGION" --gen2
gcloud functions delete "$NAME-poke" --region "$REGION" --gen2
bq ls --transfer_config --transfer_location "$LOCATION" --project_id "$PROJECT" --format json |
  python3 -c 'import json, sys
for config in json.load(sys.stdin):
    if config["displayName"] == sys.argv[1]: print(config["name"])' "$NAME-dead-man" |
  while read -r config; do bq rm -f --transfer_config "$config"; done

# Roles on the project outlive their account unless they are taken away first.
for account in "$NAME-run:roles/bigquery.jobUser" "$NAME-dead-man:roles/bigquery.jobUser" \
  "$NAME-build:roles/artifactregistry.writer" "$NAME-build:roles/logging.logWriter" \
  "$NAME-build:roles/storage.objectViewer"; do
  gcloud projects remove-iam-policy-binding "$PROJECT" --all --role "${account#*:}" \
    --member "serviceAccount:${account%%:*}@$HOST" >/dev/null
done
for account in build run call dead-man; do
  gcloud iam service-accounts delete "$NAME-$account@$HOST"
done
gcloud iam roles delete "${NAME//-/_}_writer" --project "${LEDGER_PROJECT:-$PROJECT}"
