package dev.beadle.server.cli;

import com.google.protobuf.Message;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The form of an answer, and its way to standard output. */
final class OutputOptions {
  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The form of the answer: text or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /**
   * Prints an answer, or a page of it.
   *
   * @param text prints it for people
   */
  void print(Message answer, Consumer<PrintWriter> text) {
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case TEXT -> text.accept(out);
      case JSON -> out.println(OutputFormat.jsonOf(answer));
    }
    out.flush();
  }
}
