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
# More for `gcloud functions deploy`: --vpc-connector, --kms-key, --docker-repository, --update-labels.
FLAGS="${FLAGS:-}"

FOLDER="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# the accounts of a domain's project, example.com:p, are at p.example.com
HOST="$PROJECT.iam.gserviceaccount.com"
[[ "$PROJECT" == *:* ]] && HOST="${PROJECT#*:}.${PROJECT%%:*}.iam.gserviceaccount.com"
BUILDER="$NAME-build@$HOST"
ROUTER="$NAME-run@$HOST"
CALLER="$NAME-call@$HOST"
DEAD_MAN="$NAME-dead-man@$HOST"
WRITER="${NAME//-/_}_writer"
TABLES="alert_deliveries router_ticks"

say() { printf '\n== %s\n' "$*"; }

# Tries for a minute: what was just made counts only after a while.
again() {
  local pause
  for pause in 5 10 20 30; do
    "$@" >/dev/null 2>&1 && return
    sleep "$pause"
  done
  "$@" >/dev/null
}

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
[[ -f "$FOLDER/requirements.txt" ]] || {
  echo "$FOLDER holds no requirements.txt. Run \`make function\`." >&2
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
  unless_there "iam service-accounts describe $NAME-$account@$HOST" \
    iam service-accounts create "$NAME-$account"
done

say "what they may do"
# Building the container: logs, the image, and the source, which is in a bucket that Google makes.
for role in roles/artifactregistry.writer roles/logging.logWriter; do
  again gcloud projects add-iam-policy-binding "$PROJECT" --condition None --quiet \
    --member "serviceAccount:$BUILDER" --role "$role"
done
SOURCES='resource.name.startsWith("projects/_/buckets/gcf-v2-sources")'
again gcloud projects add-iam-policy-binding "$PROJECT" --quiet \
  --member "serviceAccount:$BUILDER" --role roles/storage.objectViewer \
  --condition "title=sources,expression=$SOURCES"
# Running queries; what they may read or write is said per dataset and table.
for account in "$ROUTER" "$DEAD_MAN"; do
  again gcloud projects add-iam-policy-binding "$PROJECT" --condition None --quiet \
    --member "serviceAccount:$account" --role roles/bigquery.jobUser
done
bq query --project_id "$PROJECT" --location "$LOCATION" --use_legacy_sql=false --quiet <<SQL
grant \`roles/bigquery.dataViewer\` on schema \`$LEDGER_PROJECT.$DATASET\`
    to 'serviceAccount:$ROUTER';
grant \`roles/bigquery.dataViewer\` on table \`$LEDGER_PROJECT.$DATASET.router_ticks\`
    to 'serviceAccount:$DEAD_MAN';
SQL
# Rows in and nothing else: no deletion of a table, no change of its columns.
gcloud iam roles describe "$WRITER" --project "$LEDGER_PROJECT" >/dev/null 2>&1 ||
  gcloud iam roles create "$WRITER" --project "$LEDGER_PROJECT" --quiet \
    --title "Nightledger: writes rows" \
    --permissions bigquery.tables.get,bigquery.tables.getData,bigquery.tables.updateData
for table in $TABLES; do
  again bq add-iam-policy-binding --member "serviceAccount:$ROUTER" \
    --role "projects/$LEDGER_PROJECT/roles/$WRITER" "$LEDGER_PROJECT:$DATASET.$table"
done
# Google's own accounts show the identities of ours; in a fresh project they are not there yet.
NUMBER="$(gcloud projects describe "$PROJECT" --format 'value(projectNumber)')"
AGENT="service-$NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com"
for service in pubsub bigquerydatatransfer; do
  gcloud beta services identity create --service "$service.googleapis.com" --project "$PROJECT" --quiet
done
again gcloud iam service-accounts add-iam-policy-binding "$CALLER" --project "$PROJECT" --quiet \
  --member "serviceAccount:$AGENT" --role roles/iam.serviceAccountTokenCreator
again gcloud iam service-accounts add-iam-policy-binding "$DEAD_MAN" --project "$PROJECT" --quiet \
  --member "serviceAccount:service-$NUMBER@gcp-sa-bigquerydatatransfer.iam.gserviceaccount.com" \
  --role roles/iam.serviceAccountTokenCreator
# Reading the secrets, each by its name.
for entry in ${SECRETS//,/ } ${ALERTS_SECRET:+=$ALERTS_SECRET}; do
  secret="${entry#*=}"
  gcloud secrets add-iam-policy-binding "${secret%%:*}" --project "$PROJECT" --quiet \
    --member "serviceAccount:$ROUTER" --role roles/secretmanager.secretAccessor >/dev/null
done

# One instance, nine minutes: a tick stops itself after eight. One call ticks, the others are told so.
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
    --memory 512Mi --cpu 1 --timeout 540 --max-instances 1 --concurrency 4 $FLAGS \
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
