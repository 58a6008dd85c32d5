// Webhook script of a Zabbix media type: tells Tragweite of a problem or of its end.
//
// Administration > Media types > Create: type Webhook, this text as script, and these parameters:
//   url        https://HOST/v1/alert-receivers/RECEIVER/deliveries   (a receiver of the type "zabbix")
//   token      the token of the service; better as a secret macro, {$TRAGWEITE.TOKEN}
//   eventId    {EVENT.ID}
//   value      {EVENT.VALUE}
//   severity   {EVENT.SEVERITY}
//   host       {HOST.HOST}
//   name       {EVENT.NAME}
//   tags       {EVENT.TAGSJSON}
//   recoveryId {EVENT.RECOVERY.ID}
//   link       https://ZABBIX/tr_events.php?triggerid={TRIGGER.ID}&eventid={EVENT.ID}
//   HTTPProxy  (may be left out)
// Message templates for "Problem" and "Problem recovery" must exist; their texts are not used.
// A failed delivery throws, so that Zabbix tries again as often as the media type says.

function filled(text) {
    return typeof text === 'string' && text !== '' && text.indexOf('{') !== 0 && text.indexOf('*UNKNOWN*') < 0;
}

function tagsOf(text) {
    try {
        var tags = JSON.parse(text);
        return Array.isArray(tags) ? tags : [];
    } catch (error) {
        return [];
    }
}

function alertOf(params) {
    if (!filled(params.eventId)) {
        throw 'Tragweite: the parameter eventId is missing, it must be {EVENT.ID}';
    }
    if (params.value !== '0' && params.value !== '1') {
        throw 'Tragweite: the parameter value must be {EVENT.VALUE}, which is 0 or 1';
    }
    var alert = {
        key: params.eventId,
        state: params.value === '1' ? 'firing' : 'resolved',
        labels: {},
        tags: tagsOf(params.tags)
    };
    if (filled(params.severity)) {
        alert.severity = params.severity;
    }
    if (filled(params.host)) {
        alert.labels.host = params.host;
    }
    if (filled(params.name)) {
        alert.summary = params.name;
    }
    if (filled(params.link)) {
        alert.url = params.link;
    }
    if (filled(params.recoveryId)) {
        alert.annotations = { recoveryId: params.recoveryId };
    }
    return alert;
}

function send(params) {
    if (!filled(params.url)) {
        throw 'Tragweite: the parameter url is missing';
    }
    var request = new HttpRequest();
    if (filled(params.HTTPProxy)) {
        request.setProxy(params.HTTPProxy);
    }
    request.addHeader('Content-Type: application/json');
    if (filled(params.token)) {
        request.addHeader('Authorization: Bearer ' + params.token);
    }
    var answer = request.post(params.url, JSON.stringify({ alerts: [alertOf(params)] }));
    var status = request.getStatus();
    if (status < 200 || status >= 300) {
        throw 'Tragweite: the delivery was answered with status ' + status + ': ' + String(answer).substring(0, 500);
    }
    return 'OK';
}

return send(JSON.parse(value));
