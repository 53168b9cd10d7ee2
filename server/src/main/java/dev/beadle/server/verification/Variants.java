package dev.beadle.server.verification;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteReadException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A site with one setting changed: {@code forcelogin=1}, {@code defaultuserroleid=student} (a
 * role's short name stands for its id), {@code siteadmins=empty}. Not thread-safe.
 */
public final class Variants implements Function<String, PolicySnapshot> {
  /** How many variants of a site are held at once. */
  private static final int MAX_VARIANTS = 64;

  private final MemoryTables tables;
  private final Function<MemoryTables, PolicySnapshot> load;
  private final PolicySnapshot original;
  private final Map<String, PolicySnapshot> loaded = new HashMap<>();

  /**
   * Starts from a site.
   *
   * @param tables the site's rows; not changed
   * @param load makes a snapshot of rows
   */
  public Variants(MemoryTables tables, Function<MemoryTables, PolicySnapshot> load) {
    this.tables = tables;
    this.load = load;
    this.original = load.apply(tables);
  }

  /** The site with the setting of a variant; the site itself for the empty name. */
  @Override
  public PolicySnapshot apply(String variant) {
    if (variant.isEmpty()) {
      return original;
    }
    PolicySnapshot known = loaded.get(variant);
    if (known == null) {
      if (loaded.size() == MAX_VARIANTS) {
        throw new SiteReadException("more than " + MAX_VARIANTS + " variants in one file");
      }
      known = load.apply(changed(variant));
      loaded.put(variant, known);
    }
    return known;
  }

  private MemoryTables changed(String variant) {
    int equals = variant.indexOf('=');
    if (equals < 1) {
      throw new SiteReadException(
          "variant `" + variant + "` (expected: SETTING=VALUE, for example forcelogin=1)");
    }
    String setting = variant.substring(0, equals);
    String value = valueOf(setting, variant.substring(equals + 1));
    Function<String, @Nullable String> row = column -> column.equals("name") ? setting : value;
    MemoryTables copy = tables.copy();
    copy.put(SiteTable.CONFIG, row);
    return copy;
  }

  private String valueOf(String setting, String value) {
    if (value.equals("empty")) {
      return "";
    }
    if (!setting.endsWith("roleid") || value.chars().allMatch(Character::isDigit)) {
      return value;
    }
    RoleCatalog roles = original.roles();
    for (int role = 0; role < roles.size(); role++) {
      RoleCatalog.Role row = roles.findRow(role);
      if (row != null && row.shortName().equals(value)) {
        return Long.toString(row.id());
      }
    }
    throw new SiteReadException(
        "variant `" + setting + "=" + value + "`: no role with the short name `" + value + "`");
  }
}
