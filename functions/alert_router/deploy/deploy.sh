#!/usr/bin/env bash
# The same as the Terraform files, step by step with gcloud. Can be run again: what exists is kept,
# the functions are deployed anew. README.md says what each part is for.
#
#   PROJECT=my-project REGION=europe-west1 LOCATION=EU DATASET=analytics_audit \
#   SECRETS=TEAMS_URL=nightledger-teams-url:latest ./deploy.sh
set -euo pipefail

: "${PROJECT:?project in which the function runs}"
: "${REGION:?region of the function, such as europe-west1}"
: "${LOCATION:?location of the dataset, such as EU}"
: "${DATASET:?dataset of the ledger}"
LEDGER_PROJECT="${LEDGER_PROJECT:-$PROJECT}"
NAME="${NAME:-nightledger}"
# VARIABLE=secret:version, with commas between; what alerts.yml refers to.
SECRETS="${SECRETS:-}"
# Where alerts.yml comes from: next to main.py, or a secret mounted as a file.
ALERTS_SECRET="${ALERTS_SECRET:-}"

FOLDER="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
BUILDER="$NAME-build@$PROJECT.iam.gserviceaccount.com"
ROUTER="$NAME-run@$PROJECT.iam.gserviceaccount.com"
CALLER="$NAME-call@$PROJECT.iam.gserviceaccount.com"
DEAD_MAN="$NAME-dead-man@$PROJECT.iam.gserviceaccount.com"

say() { printf '\n== %s\n' "$*"; }

# Does nothing when the first command (a `describe`) finds the resource, else runs the second.
unless_there() {
  local describe="$1"
  shift
  if ! gcloud $describe --project "$PROJECT" >/dev/null 2>&1; then gcloud "$@" --project "$PROJECT"; fi
}

say "what is deployed"
compgen -G "$FOLDER/vendor/nightledger-*.whl" >/dev/null || {
  echo "$FOLDER/vendor holds no wheel. Run \`make function\`." >&2
  exit 1
}
[[ -n "$ALERTS_SECRET" || -f "$FOLDER/alerts.yml" ]] || {
  echo "Put alerts.yml next to main.py, or set ALERTS_SECRET." >&2
  exit 1
}

say "services"
gcloud services enable --project "$PROJECT" artifactregistry.googleapis.com bigquery.googleapis.com \
  bigquerydatatransfer.googleapis.com cloudbuild.googleapis.com cloudfunctions.googleapis.com \
  cloudresourcemanager.googleapis.com cloudscheduler.googleapis.com iam.googleapis.com \
  logging.googleapis.com monitoring.googleapis.com \
  pubsub.googleapis.com run.googleapis.com secretmanager.googleapis.com

say "accounts: one builds, one runs, one calls, one watches"
for account in build run call dead-man; do
  unless_there "iam service-accounts describe $NAME-$account@$PROJECT.iam.gserviceaccount.com" \
    iam service-accounts create "$NAME-$account"
done

say "what they may do"
# Building the container.
gcloud projects add-iam-policy-binding "$PROJECT" --condition None --quiet \
  --member "serviceAccount:$BUILDER" --role roles/cloudbuild.builds.builder >/dev/null
# Running queries; what they may read or write is said per dataset and table.
for account in "$ROUTER" "$DEAD_MAN"; do
  gcloud projects add-iam-policy-binding "$PROJECT" --condition None --quiet \
    --member "serviceAccount:$account" --role roles/bigquery.jobUser >/dev/null
done
bq query --project_id "$PROJECT" --location "$LOCATION" --use_legacy_sql=false --quiet <<SQL
grant \`roles/bigquery.dataViewer\` on schema \`$LEDGER_PROJECT.$DATASET\`
    to 'serviceAccount:$ROUTER';
grant \`roles/bigquery.dataEditor\` on table \`$LEDGER_PROJECT.$DATASET.alert_deliveries\`
    to 'serviceAccount:$ROUTER';
grant \`roles/bigquery.dataEditor\` on table \`$LEDGER_PROJECT.$DATASET.router_ticks\`
    to 'serviceAccount:$ROUTER';
grant \`roles/bigquery.dataViewer\` on table \`$LEDGER_PROJECT.$DATASET.router_ticks\`
    to 'serviceAccount:$DEAD_MAN';
SQL
# Reading the secrets, each by its name.
for entry in ${SECRETS//,/ } ${ALERTS_SECRET:+=$ALERTS_SECRET}; do
  secret="${entry#*=}"
  gcloud secrets add-iam-policy-binding "${secret%%:*}" --project "$PROJECT" --quiet \
    --member "serviceAccount:$ROUTER" --role roles/secretmanager.secretAccessor >/dev/null
done

# One instance, one call at a time, nine minutes: a tick stops itself after eight.
deploy() { # name, entry point
  local variables="NIGHTLEDGER_PROJECT=$PROJECT,NIGHTLEDGER_DATASET=$LEDGER_PROJECT.$DATASET"
  variables+=",NIGHTLEDGER_LOCATION=$LOCATION"
  local secrets="$SECRETS"
  if [[ -n "$ALERTS_SECRET" ]]; then
    variables+=",NIGHTLEDGER_ALERTS=/etc/nightledger/alerts.yml"
    secrets+="${secrets:+,}/etc/nightledger/alerts.yml=$ALERTS_SECRET:latest"
  fi
  gcloud functions deploy "$1" --project "$PROJECT" --region "$REGION" --gen2 --quiet \
    --runtime python312 --source "$FOLDER" --entry-point "$2" --trigger-http \
    --no-allow-unauthenticated --ingress-settings internal-only \
    --memory 512Mi --timeout 540 --max-instances 1 --concurrency 1 \
    --build-service-account "projects/$PROJECT/serviceAccounts/$BUILDER" \
    --service-account "$ROUTER" --set-env-vars "$variables" ${secrets:+--set-secrets "$secrets"}
  gcloud run services add-iam-policy-binding "$1" --project "$PROJECT" --region "$REGION" --quiet \
    --member "serviceAccount:$CALLER" --role roles/run.invoker >/dev/null
}
address() {
  gcloud functions describe "$1" --project "$PROJECT" --region "$REGION" --gen2 \
    --format 'value(serviceConfig.uri)'
}

say "the function for the schedule"
deploy "$NAME-tick" tick_http
say "the same for pokes"
deploy "$NAME-poke" tick_event

say "the schedule: every minute, and the next minute is the retry"
TICK="$(address "$NAME-tick")"
unless_there "scheduler jobs describe $NAME-tick --location $REGION" \
  scheduler jobs create http "$NAME-tick" --location "$REGION" --schedule '* * * * *' \
  --time-zone Etc/UTC --uri "$TICK" --http-method POST --attempt-deadline 540s \
  --max-retry-attempts 0 --oidc-service-account-email "$CALLER" --oidc-token-audience "$TICK"

say "pokes: tried again for ten minutes, then put aside"
POKE="$(address "$NAME-poke")"
AGENT="service-$(gcloud projects describe "$PROJECT" --format 'value(projectNumber)')"
AGENT+="@gcp-sa-pubsub.iam.gserviceaccount.com"
unless_there "pubsub topics describe $NAME-poke" \
  pubsub topics create "$NAME-poke" --message-retention-duration 10m
unless_there "pubsub topics describe $NAME-poke-dead-letter" \
  pubsub topics create "$NAME-poke-dead-letter" --message-retention-duration 7d
unless_there "pubsub subscriptions describe $NAME-poke" \
  pubsub subscriptions create "$NAME-poke" --topic "$NAME-poke" --push-endpoint "$POKE" \
  --push-auth-service-account "$CALLER" --push-auth-token-audience "$POKE" \
  --ack-deadline 600 --message-retention-duration 10m --expiration-period never \
  --min-retry-delay 10s --max-retry-delay 600s \
  --dead-letter-topic "$NAME-poke-dead-letter" --max-delivery-attempts 5
gcloud pubsub topics add-iam-policy-binding "$NAME-poke-dead-letter" --project "$PROJECT" --quiet \
  --member "serviceAccount:$AGENT" --role roles/pubsub.publisher >/dev/null
gcloud pubsub subscriptions add-iam-policy-binding "$NAME-poke" --project "$PROJECT" --quiet \
  --member "serviceAccount:$AGENT" --role roles/pubsub.subscriber >/dev/null

say "the dead man's query: every five minutes, fails when nothing ticked"
QUERY="$(sed "s/\${dataset}/$LEDGER_PROJECT.$DATASET/" "$FOLDER/deploy/dead_man.sql")"
if ! bq ls --transfer_config --transfer_location "$LOCATION" --project_id "$PROJECT" \
  | grep -q "$NAME-dead-man"; then
  bq mk --transfer_config --project_id "$PROJECT" --location "$LOCATION" \
    --data_source scheduled_query --display_name "$NAME-dead-man" --schedule 'every 5 minutes' \
    --service_account_name "$DEAD_MAN" \
    --params "$(python3 -c 'import json, sys; print(json.dumps({"query": sys.argv[1]}))' "$QUERY")"
fi

cat <<TEXT

Done. One step is left, because only you know whom to page: in Cloud Monitoring, two log alerts
with a notification channel that is not the router's own (dead_man.tf has both as text):
  * resource.type="bigquery_dts_config" severity>=ERROR
  * resource.type="cloud_run_revision" resource.labels.service_name=("$NAME-tick" OR "$NAME-poke") severity>=ERROR

Look at once:        gcloud scheduler jobs run $NAME-tick --location $REGION --project $PROJECT
TEXT
