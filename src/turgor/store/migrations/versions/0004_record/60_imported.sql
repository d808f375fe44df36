CREATE TABLE imported_file (
    id INTEGER NOT NULL,
    sha256 VARCHAR NOT NULL CONSTRAINT ck_imported_file_sha CHECK (length(sha256) = 64),
    filename VARCHAR NOT NULL,
    kept_sha256 VARCHAR NOT NULL,
    kept_suffix VARCHAR NOT NULL,
    kept_as VARCHAR NOT NULL,
    mapping_name VARCHAR NOT NULL,
    mapping TEXT NOT NULL,
    counts TEXT NOT NULL,
    CONSTRAINT pk_imported_file PRIMARY KEY (id)
);

CREATE INDEX ix_imported_file_sha256 ON imported_file (sha256);
