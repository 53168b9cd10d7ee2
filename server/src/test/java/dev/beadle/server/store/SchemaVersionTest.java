package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

final class SchemaVersionTest {
  @TempDir private Path folder;

  /** Whoever adds a migration also says here that it is the newest. */
  @Test
  void newest_isThatOfTheLastMigration() throws IOException, URISyntaxException {
    URL migrations = SchemaVersionTest.class.getResource("/" + SchemaVersion.MIGRATIONS);
    assertThat(migrations).isNotNull();
    try (var files = Files.list(Path.of(migrations.toURI()))) {
      List<Integer> versions =
          files
              .map(file -> file.getFileName().toString())
              .map(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
              .sorted(Comparator.reverseOrder())
              .toList();
      assertThat(versions).first().hasToString(SchemaVersion.NEWEST);
    }
  }

  /** No store, one that is up to date, and one whose migration failed or is of another version. */
  @Test
  void isNewest_onlyAfterAllMigrations() throws SQLException {
    var address = new StoreAddress.Folder(folder);
    assertThat(isNewest(address)).isFalse();
    SiteStore.open(address, StoreKind.QUICK, InstantSource.system()).close();
    assertThat(isNewest(address)).isTrue();
    StoreKind.execute(address, "UPDATE beadle_schema_history SET success = 0");
    assertThat(isNewest(address)).isFalse();
    StoreKind.execute(address, "UPDATE beadle_schema_history SET success = 1, version = '2'");
    assertThat(isNewest(address)).isFalse();
  }

  private boolean isNewest(StoreAddress address) {
    DataSource source = StoreConnections.sqlite(folder, SQLiteConfig.TransactionMode.DEFERRED);
    return SchemaVersion.isNewest(source, new StoreFailure(address));
  }
}
