variable "project" {
  description = "Project in which the function runs and its BigQuery jobs are billed."
  type        = string
}

variable "region" {
  description = "Region of the function and its schedule, such as europe-west1. Best near the dataset."
  type        = string
}

variable "ledger_project" {
  description = "Project that holds the ledger's dataset. Null: the same project."
  type        = string
  default     = null
}

variable "dataset" {
  description = "Dataset of the ledger, as `dbt run-operation nightledger.setup` prints it."
  type        = string
}

variable "location" {
  description = "Location of the dataset, such as EU or europe-west1."
  type        = string
}

variable "written_tables" {
  description = "The ledger's tables that a tick writes to; it can only read the others."
  type        = set(string)
  default     = ["alert_deliveries", "router_ticks"]
}

variable "secrets" {
  description = "Secrets that alerts.yml refers to: name of the environment variable to name of the secret in Secret Manager."
  type        = map(string)
  default     = {}
}

variable "secret_files" {
  description = "Secrets mounted as files, read anew at every send: name to name of the secret. alerts.yml says { file: /etc/nightledger-secrets/NAME/value }."
  type        = map(string)
  default     = {}
}

variable "writer_role" {
  description = "Full name of the role with which a tick writes. Null: one is made that can neither delete nor alter a table."
  type        = string
  default     = null
}

variable "vpc_connector" {
  description = "Serverless VPC Access connector, as projects/P/locations/R/connectors/C, to reach a mail relay inside your network. Null: none."
  type        = string
  default     = null
}

variable "vpc_egress" {
  description = "What goes through that connector: PRIVATE_RANGES_ONLY or ALL_TRAFFIC."
  type        = string
  default     = "PRIVATE_RANGES_ONLY"

  validation {
    condition     = contains(["PRIVATE_RANGES_ONLY", "ALL_TRAFFIC"], var.vpc_egress)
    error_message = "PRIVATE_RANGES_ONLY or ALL_TRAFFIC."
  }
}

variable "kms_key_name" {
  description = "Cloud KMS key of the function, its source and its topics, as projects/P/locations/R/keyRings/K/cryptoKeys/N. Null: Google's own keys."
  type        = string
  default     = null
}

variable "docker_repository" {
  description = "Artifact Registry repository for the container, as projects/P/locations/R/repositories/N. Null: Google makes gcf-artifacts."
  type        = string
  default     = null
}

variable "labels" {
  description = "Labels of everything that can have some."
  type        = map(string)
  default     = { nightledger = "router" }
}

variable "alerts_secret" {
  description = "Name of a secret whose value is alerts.yml. Null: the file lies next to main.py and is deployed with it."
  type        = string
  default     = null
}

variable "schedule" {
  description = "How often to look, as a cron expression. The dead man expects a tick in every five minutes."
  type        = string
  default     = "* * * * *"
}

variable "pokers" {
  description = "Members that may poke the router to look at once, such as serviceAccount:dagster@my-project.iam.gserviceaccount.com."
  type        = set(string)
  default     = []
}

variable "poke_on_ledger_writes" {
  description = "Whether writes to the ledger poke the router by way of the audit log. Only makes it faster."
  type        = bool
  default     = false
}

variable "notification_channels" {
  description = "Cloud Monitoring channels that hear of a router that stopped, as projects/P/notificationChannels/N. Take another way than the router's own."
  type        = list(string)

  validation {
    condition     = length(var.notification_channels) > 0
    error_message = "Name at least one channel: a router that stopped cannot say so itself."
  }
}

variable "name" {
  description = "Beginning of every resource's name; at most 20 characters."
  type        = string
  default     = "nightledger"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,19}$", var.name))
    error_message = "Lower case letters, digits and hyphens, at most 20, beginning with a letter."
  }
}
