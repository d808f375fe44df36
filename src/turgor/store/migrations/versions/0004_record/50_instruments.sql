CREATE TABLE instrument (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    name VARCHAR NOT NULL,
    edition VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    form_sha256 VARCHAR NOT NULL,
    scoring_sha256 VARCHAR NOT NULL,
    scoring_suffix VARCHAR NOT NULL,
    origin VARCHAR NOT NULL CONSTRAINT ck_instrument_origin CHECK (origin IN ('shipped', 'file', 'typed')),
    alias VARCHAR NOT NULL,
    CONSTRAINT pk_instrument PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_instrument_identity ON instrument (name, edition) WHERE withdrawn = '';

CREATE TABLE licence_proof (
    id INTEGER NOT NULL,
    version INTEGER DEFAULT '1' NOT NULL,
    withdrawn TEXT DEFAULT '' NOT NULL,
    holder VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    date VARCHAR NOT NULL,
    instrument VARCHAR NOT NULL,
    document_sha256 VARCHAR NOT NULL,
    document_name TEXT NOT NULL,
    CONSTRAINT pk_licence_proof PRIMARY KEY (id)
);

CREATE UNIQUE INDEX uq_licence_proof_identity ON licence_proof (holder, instrument, reference) WHERE withdrawn = '';
