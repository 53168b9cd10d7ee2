package dev.beadle.server.cli;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.client.BeadleAdmin;
import dev.beadle.v1.ExpiryEvent;
import dev.beadle.v1.ListExpiringResponse;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "expiring",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the role assignments that begin or end by themselves, soonest first.",
    footer = {
      "",
      "Examples:",
      "  beadle expiring",
      "  beadle expiring --until 2027-08-01T00:00:00Z --output json"
    })
final class ExpiringCommand implements Callable<Integer> {
  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--until",
      paramLabel = "MOMENT",
      defaultValue = "9999-12-31T23:59:59Z",
      description = "Up to when, such as 2027-08-01T00:00:00Z (default: all there are).")
  private Instant until = Instant.MAX;

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LogFormat.quiet();
    try {
      return Administering.server(target, this::print);
    } catch (AdminRefusedException refused) {
      return AdminRefusals.tell(spec, refused);
    }
  }

  private int print(BeadleAdmin admin) {
    AnswerPages.forEach(
        "",
        token -> admin.listExpiring(until, token),
        ListExpiringResponse::getNextPageToken,
        page -> output.print(page, out -> print(out, page)));
    return ExitCode.YES;
  }

  private static void print(PrintWriter out, ListExpiringResponse page) {
    page.getEventsList().forEach(event -> out.println(wordsOf(event)));
  }

  /** What happens to an assignment, and when: one line. */
  static String wordsOf(ExpiryEvent event) {
    var assignment = event.getAssignment();
    return Instant.ofEpochSecond(event.getAt().getSeconds())
        + (event.getKind() == ExpiryEvent.Kind.KIND_BEGINS ? " begins: " : " ends: ")
        + "role "
        + assignment.getRoleId()
        + " of user "
        + assignment.getUserId()
        + " in context "
        + assignment.getContextId();
  }
}
