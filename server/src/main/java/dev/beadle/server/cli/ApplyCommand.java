package dev.beadle.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Does a file of commands: all of them, or none.",
      "",
      "Each line is one command as JSON; blank lines and lines that begin with # say nothing. The",
      "first line may be about the whole batch instead. Commands are those of the gRPC interface",
      "(beadle/v1/command.proto), contexts are {\"id\": 12} or",
      "{\"instance\": {\"level\": 50, \"instanceId\": 7}}."
    },
    footer = {
      "",
      "Example of a file, term.jsonl:",
      "  {\"actor\": 2, \"reason\": \"the term begins\", \"idempotencyKey\": \"term-2027\"}",
      "  # Ann teaches in the course with the context 31, until the end of July.",
      "  {\"assignRole\": {\"roleId\": 3, \"userId\": 42, \"context\": {\"id\": 31},"
          + " \"period\": {\"endsAt\": 1816992000}}}",
      "  {\"setCapability\": {\"roleId\": 5, \"context\": {\"id\": 31}, \"overwrite\": true,",
      "    … all on one line … \"capability\": \"mod/forum:replypost\", \"permission\": \"PREVENT\"}}",
      "",
      "Examples:",
      "  beadle apply term.jsonl --dry-run",
      "  beadle apply term.jsonl --target unix:/run/beadle.sock",
      "  beadle apply term.jsonl --data ./data",
      "  generate-commands | beadle apply - --actor 2 --reason 'nightly sync' --key sync-0731",
      "",
      "Exit codes: 0 done, 1 refused by the site's rules or by a precondition, 2 bad use or bad",
      "input, 3 the server cannot be reached or cannot write now."
    })
final class ApplyCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "The file; - is standard input.")
  private String file = "-";

  @Mixin private ApplyOptions how = new ApplyOptions();

  @Override
  public Integer call() {
    return how.apply(CommandLines.read(file, System.in));
  }
}
