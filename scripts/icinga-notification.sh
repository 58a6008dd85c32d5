#!/bin/sh
# Notification script of Icinga 2: tells Tragweite the state of a host or service. Needs curl and awk.
#
#   object NotificationCommand "tragweite-service" {
#     command = [ ConfigDir + "/scripts/icinga-notification.sh" ]
#     env = {
#       TRAGWEITE_URL = "https://HOST/v1/alert-receivers/RECEIVER/deliveries"
#       TRAGWEITE_TOKEN_FILE = "/etc/icinga2/tragweite.token"
#       HOST = "$host.name$"
#       SERVICE = "$service.name$"              // left out for hosts
#       STATE = "$service.state$"               // "$host.state$" for hosts
#       SINCE = "$service.last_state_change$"   // "$host.last_state_change$" for hosts
#       NOTIFICATION_TYPE = "$notification.type$"
#       OUTPUT = "$service.output$"             // "$host.output$" for hosts
#       OBJECT_URL = "https://ICINGAWEB/..."    // may be left out
#     }
#   }
#
# RECEIVER is a receiver of the type "icinga". Without SINCE the time of arrival counts. Ends with an error, and says why,
# when the delivery was not taken: Icinga writes that to its log. Overload and network errors are tried again.
set -eu

fail() {
    echo "tragweite: $*" >&2
    exit 1
}

[ -n "${TRAGWEITE_URL:-}" ] || fail "TRAGWEITE_URL is not set"
[ -n "${HOST:-}" ] || fail "HOST is not set"
[ -n "${STATE:-}" ] || fail "STATE is not set"
command -v curl >/dev/null 2>&1 || fail "curl is missing"
if [ -n "${TRAGWEITE_TOKEN_FILE:-}" ]; then
    [ -r "$TRAGWEITE_TOKEN_FILE" ] || fail "cannot read the token file $TRAGWEITE_TOKEN_FILE"
    TRAGWEITE_TOKEN=$(cat "$TRAGWEITE_TOKEN_FILE")
fi

# The values are taken from the environment by awk, which escapes them for JSON; unset ones are left out.
export HOST STATE
body=$(LC_ALL=C awk '
function text(value,    out, at, c) {
    out = ""
    for (at = 1; at <= length(value); at++) {
        c = substr(value, at, 1)
        if (c == "\"" || c == "\\") out = out "\\" c
        else if (c == "\n") out = out "\\n"
        else if (c == "\t") out = out "\\t"
        else if (c ~ /[\001-\037]/) out = out " "
        else out = out c
    }
    return "\"" out "\""
}
function add(name, variable) {
    if (variable in ENVIRON && ENVIRON[variable] != "") {
        printf "%s\"%s\":%s", comma, name, text(ENVIRON[variable])
        comma = ","
    }
}
BEGIN {
    printf "{"
    add("host", "HOST")
    add("service", "SERVICE")
    add("state", "STATE")
    add("since", "SINCE")
    add("notificationType", "NOTIFICATION_TYPE")
    add("output", "OUTPUT")
    add("url", "OBJECT_URL")
    printf "}"
}')

# The token goes in by standard input: arguments can be seen by every user of the machine.
answer=$(
    if [ -n "${TRAGWEITE_TOKEN:-}" ]; then
        printf 'header = "Authorization: Bearer %s"\n' "$TRAGWEITE_TOKEN"
    fi | curl --silent --show-error --config - --request POST --header 'Content-Type: application/json' \
        --data-binary "$body" --max-time 30 --retry "${TRAGWEITE_RETRIES:-3}" --retry-connrefused \
        --write-out '\n%{http_code}' --url "$TRAGWEITE_URL"
) || fail "the delivery failed"
status=$(printf '%s' "$answer" | tail -n 1)
case $status in
    2??) ;;
    *) fail "the delivery was answered with status $status: $(printf '%s' "$answer" | head -c 500)" ;;
esac
