#!/bin/sh
# Starts MariaDB with a certificate for DATABASE_HOST, and makes DATABASE_NAME and DATABASE_USER at the first start.
# What follows as arguments goes to the server. The certificate signs itself: /data/ca.pem is all that a client must trust.
set -eu
if [ ! -d /data/mysql ]; then
  mkdir -p /data
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout /data/key.pem -out /data/ca.pem \
    -subj "/CN=$DATABASE_HOST" -addext "subjectAltName=DNS:$DATABASE_HOST" 2>/dev/null
  mariadb-install-db --no-defaults --user=root --datadir=/data/mysql --skip-test-db --innodb-log-file-size=8M >/dev/null
  cat >/data/init.sql <<SQL
CREATE DATABASE IF NOT EXISTS \`$DATABASE_NAME\`;
CREATE USER IF NOT EXISTS '$DATABASE_USER'@'%' IDENTIFIED BY '$DATABASE_PASSWORD' REQUIRE SSL;
GRANT ALL PRIVILEGES ON *.* TO '$DATABASE_USER'@'%';
SQL
fi
exec mariadbd --no-defaults --user=root --datadir=/data/mysql --socket=/data/socket --bind-address=0.0.0.0 \
  --init-file=/data/init.sql --skip-name-resolve --innodb-log-file-size=8M --innodb-buffer-pool-size=64M \
  --ssl-ca=/data/ca.pem --ssl-cert=/data/ca.pem --ssl-key=/data/key.pem \
  --character-set-server=utf8mb4 --max-allowed-packet=64M --transaction-isolation=REPEATABLE-READ "$@"
