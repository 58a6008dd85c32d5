//! What the words of the report mean: German term and meaning, English term and meaning.

/// In the order in which the report uses them.
pub(super) const TERMS: &[[&str; 4]] = &[
    [
        "Dienst",
        "Alles, was für andere arbeitet: von der öffentlichen Leistung über das Fachverfahren bis zur Stromversorgung.",
        "Service",
        "Anything that does a job for others: from a public service over a specialist application down to the power supply.",
    ],
    [
        "Öffentliche Leistung",
        "Ein Dienst, den Bürgerinnen, Bürger oder Unternehmen selbst in Anspruch nehmen.",
        "Public service",
        "A service that citizens or businesses ask for themselves.",
    ],
    ["Ausgefallen", "Der Dienst arbeitet nicht.", "Unavailable", "The service does not work."],
    [
        "Eingeschränkt",
        "Der Dienst arbeitet, aber langsamer, mit weniger Umfang oder auf einem Ersatzweg.",
        "Degraded",
        "The service works, but slower, in part only, or by other means.",
    ],
    [
        "Ersatzweg",
        "Was man tut, solange etwas fehlt: Fax, Telefon, Papier. Er kann zeitlich begrenzt sein.",
        "Workaround",
        "What people do while something is missing: fax, telephone, paper. It may last for a limited time only.",
    ],
    [
        "Maximal tolerierbare Ausfallzeit (MTA)",
        "Die längste Dauer eines Ausfalls, bevor der Schaden untragbar wird; englisch MTPD.",
        "Maximum tolerable period of disruption (MTPD)",
        "The longest outage before the damage becomes intolerable.",
    ],
    [
        "Geforderte Wiederanlaufzeit (WAZ)",
        "Die Zeit, nach der ein Dienst wieder laufen soll; englisch RTO.",
        "Recovery time objective (RTO)",
        "The time after which a service is to run again.",
    ],
    [
        "Unbestätigt",
        "Betroffen nur über eine Abhängigkeit, die niemand bestätigt hat, der es wissen muss.",
        "Unconfirmed",
        "Affected only through a dependency that nobody who should know has confirmed.",
    ],
    [
        "An einem Faden",
        "Arbeitet noch, hat aber allen Rückhalt verloren: Der nächste Ausfall trifft unmittelbar.",
        "By one thread",
        "Still works, but has lost all redundancy: the next failure hits directly.",
    ],
];
