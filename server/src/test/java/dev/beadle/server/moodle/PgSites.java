package dev.beadle.server.moodle;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL with recorded sites in it, each in a database of its name. Everybody is let in but
 * the role {@code reader}, who owns nothing and needs a password.
 */
final class PgSites implements AutoCloseable {
  private static final String ACCESS_RULES =
      """
      host  all reader all scram-sha-256
      host  all all    all trust
      local all all        trust
      """;

  private final EmbeddedPostgres server;
  private final AtomicInteger copies = new AtomicInteger();

  private PgSites(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts the server; {@code folder} is for its rules. */
  static PgSites start(Path folder, String readerPassword) throws IOException, SQLException {
    Path rules = Files.writeString(folder.resolve("pg_hba.conf"), ACCESS_RULES);
    var sites =
        new PgSites(
            EmbeddedPostgres.builder().setServerConfig("hba_file", rules.toString()).start());
    sites.execute("postgres", "CREATE ROLE reader LOGIN PASSWORD '" + readerPassword + "'");
    return sites;
  }

  void restore(String dataset) throws IOException, SQLException {
    execute("postgres", "CREATE DATABASE " + dataset);
    String resource = "/oracle/datasets/" + dataset + "/moodle.sql.gz";
    try (InputStream dump = PgSites.class.getResourceAsStream(resource);
        Connection connection = connect(dataset)) {
      if (dump == null) {
        throw new IllegalStateException("no test resource " + resource);
      }
      PgDump.restore(dump, connection);
    }
  }

  /** Copies a site into a database that nobody else uses, and gives the database's name. */
  String copyOf(String site) throws SQLException {
    String name = site + copies.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + site);
    return name;
  }

  void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Connects as the owner of everything. */
  Connection connect(String database) throws SQLException {
    return server.getDatabase("postgres", database).getConnection();
  }

  /** The JDBC URL of a database, without parameters. */
  String urlOf(String database) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
