package dev.beadle.server.graph;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings that decide (table {@code config}, rules §16), read as PHP reads them. Immutable and
 * so thread-safe.
 */
public final class SiteSettings {
  private static final String SITE_ADMINS = "siteadmins";
  private static final String SITE_GUEST = "siteguest";
  private static final String GUEST_ROLE = "guestroleid";
  private static final String NOT_LOGGED_IN_ROLE = "notloggedinroleid";
  private static final String DEFAULT_USER_ROLE = "defaultuserroleid";
  private static final String FRONT_PAGE_ROLE = "defaultfrontpageroleid";
  private static final String FORCE_LOGIN = "forcelogin";
  private static final String CONTEXT_LOCKING = "contextlocking";
  private static final String LOCKS_APPLY_TO_ADMINS = "contextlockappliestoadmin";

  private static final Pattern PLAIN_NUMBER = Pattern.compile("[0-9]{1,18}");

  private static final List<String> ROLES =
      List.of(GUEST_ROLE, NOT_LOGGED_IN_ROLE, DEFAULT_USER_ROLE, FRONT_PAGE_ROLE);

  /** The settings that are kept; the table holds others, secrets among them. */
  public static final Set<String> NAMES =
      Set.of(
          SITE_ADMINS,
          SITE_GUEST,
          GUEST_ROLE,
          NOT_LOGGED_IN_ROLE,
          DEFAULT_USER_ROLE,
          FRONT_PAGE_ROLE,
          FORCE_LOGIN,
          CONTEXT_LOCKING,
          LOCKS_APPLY_TO_ADMINS,
          "coursecontact",
          "creatornewroleid",
          "enrol_plugins_enabled",
          "gradebookroles",
          "profileroles",
          "release",
          "restorernewroleid",
          "version");

  private final Map<String, String> values;
  private final long[] siteAdmins;
  // A bit for the last six binary digits of each of their ids: nearly everybody is told by it.
  private final long siteAdminFilter;
  private final long guestByName;
  private final long guestUserId;
  private final boolean forceLogin;
  private final boolean contextLocking;
  private final boolean locksApplyToAdmins;

  private SiteSettings(Map<String, String> values, long guestByName) {
    this.values = Map.copyOf(values);
    this.siteAdmins = adminsIn(valueOf(SITE_ADMINS));
    this.siteAdminFilter = filterOf(siteAdmins);
    this.guestByName = guestByName;
    this.guestUserId = isEmpty(SITE_GUEST) ? guestByName : idIn(SITE_GUEST);
    this.forceLogin = !isEmpty(FORCE_LOGIN);
    this.contextLocking = !isEmpty(CONTEXT_LOCKING);
    this.locksApplyToAdmins = !isEmpty(LOCKS_APPLY_TO_ADMINS);
    // A malformed id is refused with its table, not when the snapshot is built of them all.
    ROLES.forEach(this::idIn);
  }

  /**
   * Reads settings.
   *
   * @param values by name; those not in {@link #NAMES} are dropped
   * @param guestByName the id of the account named {@code guest}, or 0
   */
  static SiteSettings of(Map<String, String> values, long guestByName) {
    Map<String, String> kept = new HashMap<>(values);
    kept.keySet().retainAll(NAMES);
    return new SiteSettings(kept, guestByName);
  }

  /**
   * The settings with other values; these stay as they are.
   *
   * @param changes values by name, null for one that is gone; those not in {@link #NAMES} are
   *     dropped
   * @param newGuestByName the id of the account named {@code guest}, or 0
   * @return these when nothing has changed
   */
  SiteSettings with(Map<String, @Nullable String> changes, long newGuestByName) {
    Map<String, String> changed = new HashMap<>(values);
    changes.forEach((name, value) -> {
      if (value == null) {
        changed.remove(name);
      } else if (NAMES.contains(name)) {
        changed.put(name, value);
      }
    });
    return changed.equals(values) && newGuestByName == guestByName
        ? this
        : new SiteSettings(changed, newGuestByName);
  }

  void write(ImageWriter image) {
    image.number(values.size());
    values.forEach((name, value) -> {
      image.text(name);
      image.text(value);
    });
    image.number(guestByName);
  }

  static SiteSettings read(ImageReader image) {
    Map<String, String> values = new HashMap<>();
    for (int i = image.length(); i > 0; i--) {
      values.put(image.text(), image.text());
    }
    return new SiteSettings(values, image.number());
  }

  /** The settings that are kept, by name. */
  public Map<String, String> values() {
    return values;
  }

  /** The text of a setting; empty when there is none. */
  public String valueOf(String name) {
    return values.getOrDefault(name, "");
  }

  /** Whether the user is a site administrator. His record is not looked at (§6). */
  public boolean isSiteAdmin(long userId) {
    return (siteAdminFilter & (1L << userId)) != 0
        && userId != 0
        && Arrays.binarySearch(siteAdmins, userId) >= 0;
  }

  /** The ids listed as site administrators, ascending. */
  public long[] siteAdminIds() {
    return siteAdmins.clone();
  }

  /** The id of the guest account, or 0. */
  public long guestUserId() {
    return guestUserId;
  }

  /** Whether visitors must log in before anything else. */
  public boolean forceLogin() {
    return forceLogin;
  }

  /** Whether locks are looked at. */
  public boolean contextLocking() {
    return contextLocking;
  }

  /** Whether locks bind site administrators too. */
  public boolean locksApplyToAdmins() {
    return locksApplyToAdmins;
  }

  /** The guest role's id as it is set, or 0; its row may be gone. */
  public long guestRoleId() {
    return idIn(GUEST_ROLE);
  }

  /** The id of the visitors' role, or 0. */
  long notLoggedInRoleId() {
    return idIn(NOT_LOGGED_IN_ROLE);
  }

  /** The id of every user's role, or 0. */
  public long defaultUserRoleId() {
    return idIn(DEFAULT_USER_ROLE);
  }

  /** The id of every user's role on the front page, or 0. */
  public long frontPageRoleId() {
    return idIn(FRONT_PAGE_ROLE);
  }

  private boolean isEmpty(String name) {
    String value = valueOf(name);
    return value.isEmpty() || value.equals("0");
  }

  private long idIn(String name) {
    return idIn(name, valueOf(name));
  }

  private static long idIn(String name, String value) {
    if (value.isEmpty()) {
      return 0;
    }
    try {
      return numberIn(value.strip());
    } catch (ArithmeticException | NumberFormatException notAnId) {
      throw new InvalidFactException(
          "value", "malformed number `" + value + "` in setting `" + name + "`");
    }
  }

  /** The numbers of a comma separated list; Moodle's comparison finds nobody in what is none. */
  private static long[] adminsIn(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(SiteSettings::isWholeNumber)
        .mapToLong(SiteSettings::numberIn)
        .filter(id -> id != 0)
        .sorted()
        .distinct()
        .toArray();
  }

  private static long filterOf(long[] userIds) {
    long filter = 0;
    for (long userId : userIds) {
      filter |= 1L << userId;
    }
    return filter;
  }

  /**
   * A number as a decimal fraction is written. Nearly all of them are plain digits, and the first
   * use of a BigDecimal costs as much as reading a table.
   */
  private static long numberIn(String text) {
    return PLAIN_NUMBER.matcher(text).matches()
        ? Long.parseLong(text)
        : new BigDecimal(text).longValueExact();
  }

  private static boolean isWholeNumber(String text) {
    if (PLAIN_NUMBER.matcher(text).matches()) {
      return true;
    }
    if (!text.matches("[+-]?\\d{1,30}(\\.0*)?")) {
      return false;
    }
    return new BigDecimal(text).abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
  }
}
