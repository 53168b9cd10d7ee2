package dev.beadle.server.moodle;

import dev.beadle.server.model.SiteTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A site as one CSV file for each table, in a folder or in the program's own resources. */
public final class CsvTables implements TableSource {
  /** Opens a file of a folder by its name, or gives null when there is none. */
  @FunctionalInterface
  private interface Folder {
    @Nullable InputStream find(String fileName) throws IOException;
  }

  private final String description;
  private final Folder folder;

  private CsvTables(String description, Folder folder) {
    this.description = description;
    this.folder = folder;
  }

  /**
   * The files {@code TABLE.csv} or {@code TABLE.csv.gz} of a folder.
   *
   * @throws SiteReadException if it is not a folder
   */
  public static CsvTables in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new SiteReadException(
          folder + ": no such folder (expected: a folder with one CSV file for each table)");
    }
    return new CsvTables(folder.toString(), fileName -> findFile(folder.resolve(fileName)));
  }

  /**
   * The resources {@code TABLE.csv} beside a class.
   *
   * @param folder the resources' folder, relative to the class
   */
  public static CsvTables ofResources(Class<?> beside, String folder, String description) {
    return new CsvTables(
        description, fileName -> beside.getResourceAsStream(folder + "/" + fileName));
  }

  @Override
  public RowCursor open(SiteTable table) {
    String plain = table.tableName() + ".csv";
    String compressed = plain + ".gz";
    for (String fileName : new String[] {plain, compressed}) {
      String name = description + "/" + fileName;
      try {
        InputStream bytes = folder.find(fileName);
        if (bytes != null) {
          return CsvFile.open(name, bytes, table.columns());
        }
      } catch (IOException unreadable) {
        throw new SiteReadException(name + ": cannot be read: " + unreadable, unreadable);
      }
    }
    throw new SiteReadException(
        description + ": missing table: neither " + plain + " nor " + compressed + " is there");
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    // Each file is closed by whoever reads it.
  }

  private static @Nullable InputStream findFile(Path file) throws IOException {
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException absent) {
      return null;
    }
  }
}
