-- What imports keep: previews until they are applied, and profiles with what people have said about a source and what it
-- said last. Documents of the program, by kind and name; "at" is in Unix milliseconds.
create table import_documents (
    kind text    not null,
    name text    not null,
    at   integer not null,
    body blob    not null,
    primary key (kind, name)
) strict, without rowid;
