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

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The form of the answer: text or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LogFormat.quiet();
    try {
      return Administering.server(target, this::print);
    } catch (AdminRefusedException refused) {
      return ApplyOptions.tell(spec, refused);
    }
  }

  private int print(BeadleAdmin admin) {
    PrintWriter out = spec.commandLine().getOut();
    String next = "";
    do {
      ListExpiringResponse page = admin.listExpiring(until, next);
      if (output == OutputFormat.JSON) {
        out.println(OutputFormat.jsonOf(page));
      } else {
        page.getEventsList().forEach(event -> out.println(wordsOf(event)));
      }
      out.flush();
      next = page.getNextPageToken();
    } while (!next.isEmpty());
    return ExitCode.YES;
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
