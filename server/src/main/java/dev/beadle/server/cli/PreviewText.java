package dev.beadle.server.cli;

import dev.beadle.v1.GiverEffect;
import dev.beadle.v1.PersonEffect;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewTotals;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Prints what an edit would do, for people: the numbers, the groups, and then everybody concerned,
 * those who gain something risky first. Takes the pages in their order. Not thread-safe.
 */
final class PreviewText {
  private static final String GROUP = "  %-56s %14s %14s%n";
  private static final String PERSON = "  %-22s %14s %14s  %s%n";

  private final PrintWriter out;
  private boolean isBegun;

  PreviewText(PrintWriter out) {
    this.out = out;
  }

  /** Prints a page. */
  void print(PreviewResponse page) {
    if (!isBegun) {
      isBegun = true;
      printTotals(page);
      printLater(page);
      if (isNothing(page.getTotals())) {
        return;
      }
      printGroups(page);
      out.println();
      out.printf(Locale.ROOT, PERSON, "person", "gains", "losses", "risks gained");
    }
    page.getPeopleList().forEach(this::printPerson);
    out.flush();
  }

  private void printTotals(PreviewResponse page) {
    PreviewTotals totals = page.getTotals();
    out.println("At revision " + page.getRevision() + " this would change:");
    if (isNothing(totals)) {
      out.println("  nothing: every answer stays as it is");
      out.flush();
      return;
    }
    out.println(
        "  "
            + counted(totals.getGains(), "answer")
            + " from no to yes, for "
            + counted(totals.getPeopleGaining(), "person"));
    out.println(
        "  "
            + counted(totals.getLosses(), "answer")
            + " from yes to no, for "
            + counted(totals.getPeopleLosing(), "person"));
    if (totals.getRiskyGains() != 0) {
      out.println(
          "  RISKY: "
              + counted(totals.getRiskyGains(), "answer")
              + " from no to yes to a capability with a risk, for "
              + counted(totals.getPeopleGainingRisk(), "person"));
    }
  }

  /** What comes by itself. */
  private void printLater(PreviewResponse page) {
    if (page.getLaterTotal() == 0) {
      return;
    }
    out.println();
    out.println("not counted, because it comes later by itself:");
    page.getLaterList().forEach(event -> out.println("  " + ExpiringCommand.wordsOf(event)));
    long untold = page.getLaterTotal() - page.getLaterCount();
    if (untold > 0) {
      out.println("  and " + number(untold) + " more");
    }
    out.flush();
  }

  private void printGroups(PreviewResponse page) {
    heading("by risk");
    page.getRisksList()
        .forEach(risk -> group(SearchWords.of(risk.getRisk()), risk.getGains(), risk.getLosses()));
    heading("by role");
    page.getGiversList()
        .forEach(giver -> group(nameOf(giver), giver.getGains(), giver.getLosses()));
    heading("by capability");
    page.getCapabilitiesList()
        .forEach(capability ->
            group(capability.getCapability(), capability.getGains(), capability.getLosses()));
  }

  private void heading(String heading) {
    out.println();
    out.printf(Locale.ROOT, GROUP, heading, "gains", "losses");
  }

  private void group(String name, long gains, long losses) {
    out.printf(Locale.ROOT, GROUP, name, number(gains), number(losses));
  }

  private void printPerson(PersonEffect person) {
    List<String> risks = person.getGainedRisksList().stream().map(SearchWords::of).toList();
    out.printf(
        Locale.ROOT,
        PERSON,
        person.getUserId() == 0 ? "visitors" : "user " + person.getUserId(),
        number(person.getGains()),
        number(person.getLosses()),
        String.join(", ", risks));
  }

  private static boolean isNothing(PreviewTotals totals) {
    return totals.getGains() == 0 && totals.getLosses() == 0;
  }

  private static String nameOf(GiverEffect giver) {
    if (giver.getSiteAdmin()) {
      return "site administrators";
    }
    String shortName = giver.getRoleShortName();
    return shortName.isEmpty()
        ? "role " + giver.getRoleId()
        : shortName + " (role " + giver.getRoleId() + ")";
  }

  private static String counted(long count, String what) {
    String many = what.equals("person") ? "people" : what + "s";
    return number(count) + " " + (count == 1 ? what : many);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
