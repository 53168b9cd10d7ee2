package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings, read as PHP reads them (§5, §6, §16). */
final class SiteSettingsTest {
  /** §6: what PHP takes for empty is off: no value, the empty text, and exactly 0. */
  @ParameterizedTest
  @CsvSource({
    "'', false",
    "0, false",
    "1, true",
    "2, true",
    "-1, true",
    "00, true",
    "0.0, true",
    "' ', true",
    "' 0', true",
    "false, true",
    "no, true"
  })
  void switches_anyValue_areOnUnlessEmpty(String value, boolean on) {
    assertThat(settings("forcelogin", value).forceLogin()).isEqualTo(on);
    assertThat(settings("contextlocking", value).contextLocking()).isEqualTo(on);
    assertThat(settings("contextlockappliestoadmin", value).locksApplyToAdmins()).isEqualTo(on);
  }

  /** §6: a setting without a row is empty. */
  @Test
  void settings_noRows_areEmpty() {
    var settings = SiteSettings.of(Map.of(), 0);
    assertThat(settings.forceLogin()).isFalse();
    assertThat(settings.contextLocking()).isFalse();
    assertThat(settings.locksApplyToAdmins()).isFalse();
    assertThat(settings.siteAdminIds()).isEmpty();
    assertThat(settings.guestUserId()).isZero();
    assertThat(settings.defaultUserRoleId()).isZero();
    assertThat(settings.frontPageRoleId()).isZero();
    assertThat(settings.guestRoleId()).isZero();
    assertThat(settings.notLoggedInRoleId()).isZero();
    assertThat(settings.valueOf("siteadmins")).isEmpty();
  }

  /** §6: is_siteadmin compares loosely: by value if a part of the list is a whole number. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "2,3",
        "3,2",
        "3,2,4",
        " 2",
        "2 ",
        "02",
        "0002,3",
        "+2",
        "2.0",
        "2.",
        "3, 2 ,4",
        "2,2",
        ",2",
        "2,",
        "x,2",
        "2,x",
        "2,99999999999999999999999999"
      })
  void isSiteAdmin_listedLoosely_isTrue(String list) {
    assertThat(settings("siteadmins", list).isSiteAdmin(2)).isTrue();
  }

  /** §6: what is no number names nobody, nor does a part of one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        ",",
        "x",
        "2x",
        "x2",
        "2 3",
        "22",
        "12",
        "2;3",
        "2.5",
        "-2",
        "0x2",
        "2-",
        "--2",
        "\u0662",
        "99999999999999999999999999"
      })
  void isSiteAdmin_notListed_isFalse(String list) {
    assertThat(settings("siteadmins", list).isSiteAdmin(2)).isFalse();
  }

  /** §6: 0 and empty are never an administrator. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0,2", ",", "00", "-0", "0.0"})
  void isSiteAdmin_visitor_isFalse(String list) {
    assertThat(settings("siteadmins", list).isSiteAdmin(0)).isFalse();
  }

  /** §6: large and negative numbers are numbers as well. */
  @Test
  void isSiteAdmin_extremeIds_areCompared() {
    SiteSettings settings =
        settings("siteadmins", "9223372036854775807,-5,9223372036854775808,-9223372036854775808");
    assertThat(settings.isSiteAdmin(Long.MAX_VALUE)).isTrue();
    assertThat(settings.isSiteAdmin(-5)).isTrue();
    assertThat(settings.isSiteAdmin(5)).isFalse();
  }

  /** §6: the ids are given once each, ascending, and are the caller's to change. */
  @Test
  void siteAdminIds_listedTwice_areGivenOnce() {
    SiteSettings settings = settings("siteadmins", "7,2,07,0, 2");
    assertThat(settings.siteAdminIds()).containsExactly(2, 7);
    settings.siteAdminIds()[0] = 99;
    assertThat(settings.isSiteAdmin(2)).isTrue();
  }

  /** §5: an empty siteguest is looked up by the account's name. */
  @ParameterizedTest
  @CsvSource({"'', 7", "0, 7", "3, 3", "' 3', 3", "03, 3", "3.0, 3"})
  void guestUserId_anySetting_isTheOneNamedOrTheAccountsId(String value, long expected) {
    assertThat(SiteSettings.of(Map.of("siteguest", value), 7).guestUserId()).isEqualTo(expected);
  }

  /** §5: ids of roles may be written as PHP would still read them. */
  @Test
  void roleIds_writtenLoosely_areRead() {
    assertThat(settings("defaultuserroleid", " 7 ").defaultUserRoleId()).isEqualTo(7);
    assertThat(settings("defaultfrontpageroleid", "08").frontPageRoleId()).isEqualTo(8);
    assertThat(settings("guestroleid", "6.0").guestRoleId()).isEqualTo(6);
    assertThat(settings("notloggedinroleid", "0").notLoggedInRoleId()).isZero();
  }

  /** House, "Numbers": an id that is none is refused by name and value, not taken for another. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "1x", "1.5", "1,2", " ", "99999999999999999999", "1e99"})
  void guestUserId_malformed_isRefused(String value) {
    assertThatThrownBy(() -> settings("siteguest", value))
        .isInstanceOf(InvalidFactException.class)
        .hasMessageContaining("malformed number `" + value + "`")
        .hasMessageContaining("siteguest");
  }

  /** §5: so it is with the ids of roles, each as soon as the settings are read. */
  @ParameterizedTest
  @ValueSource(
      strings = {"guestroleid", "notloggedinroleid", "defaultuserroleid", "defaultfrontpageroleid"})
  void of_roleIdMalformed_isRefusedAtOnce(String setting) {
    assertThatThrownBy(() -> settings(setting, "student"))
        .isInstanceOf(InvalidFactException.class)
        .hasMessageContaining("malformed number `student` in setting `" + setting + "`");
  }

  /** Security: the table holds secrets; only settings that decide are kept. */
  @Test
  void of_otherSettings_areDropped() {
    var settings = SiteSettings.of(Map.of("smtppass", "secret", "siteadmins", "2"), 0);
    assertThat(settings.valueOf("smtppass")).isEmpty();
    assertThat(settings.valueOf("siteadmins")).isEqualTo("2");
    assertThat(SiteSettings.NAMES).noneMatch(name -> name.contains("pass"));
  }

  private static SiteSettings settings(String name, String value) {
    return SiteSettings.of(Map.of(name, value), 0);
  }
}
