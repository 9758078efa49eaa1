-- The right to do what one process may do at a time. Rows stay, so that tokens only ever increase.
CREATE TABLE leases (
  name       text COLLATE "C" PRIMARY KEY,
  holder     text NOT NULL,
  token      bigint NOT NULL,
  expires_at bigint NOT NULL
);
