package dev.beadle.server.store;

import dev.beadle.server.moodle.DatabaseAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The two databases, as tests make stores in them. */
enum StoreKind {
  SQLITE,
  POSTGRESQL;

  /** A PostgreSQL that writes to the disk as a real one does. */
  static final class Server implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    Server() throws IOException {
      server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
    }

    /** A database of its own. */
    StoreAddress newDatabase() throws SQLException {
      String name = "store" + databases.incrementAndGet();
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      String url = "jdbc:postgresql://localhost:" + server.getPort() + "/" + name;
      return new StoreAddress.Server(new DatabaseAccess(url, "postgres", "", ""));
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  static final StoreSettings QUICK =
      new StoreSettings(Duration.ofMillis(200), 0, Duration.ofSeconds(5));

  StoreAddress newStore(Path folder, Server server) throws SQLException {
    return switch (this) {
      case SQLITE -> new StoreAddress.Folder(folder);
      case POSTGRESQL -> server.newDatabase();
    };
  }

  /** Does something to the tables behind the store's back. */
  static void execute(StoreAddress address, String sql) throws SQLException {
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static Connection connect(StoreAddress address) throws SQLException {
    return switch (address) {
      case StoreAddress.Folder(Path folder) ->
          DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("beadle.db"));
      case StoreAddress.Server(DatabaseAccess access) ->
          DriverManager.getConnection(access.url(), access.user(), "");
    };
  }
}
