package dev.beadle.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells what a file of commands would do, and does nothing: who gains, who loses.",
      "",
      "The file is the same as for `beadle apply`. How many answers turn from no to yes and back,",
      "by risk, role and capability, and then everybody concerned: those who gain something risky",
      "first. It is refused as the commands themselves would be."
    },
    footer = {
      "",
      "Examples:",
      "  beadle preview term.jsonl --actor 2",
      "  beadle preview term.jsonl --data ./data",
      "  beadle preview term.jsonl --actor 2 --deadline-seconds 120 --output json",
      "",
      "Exit codes: 0 told, 1 would be refused by the site's rules or by a precondition, 2 bad use",
      "or bad input, 3 the server cannot be reached."
    })
final class PreviewCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "-";

  @Mixin private ApplyOptions how = new ApplyOptions();

  @Override
  public Integer call() {
    return how.preview(CommandLines.read(file, System.in));
  }
}
