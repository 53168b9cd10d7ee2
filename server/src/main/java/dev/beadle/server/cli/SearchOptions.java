package dev.beadle.server.cli;

import com.google.protobuf.Message;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Whom a search is asked, and the form of the answer. */
final class SearchOptions {
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SiteOptions site = new SiteOptions();

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "The form of the answer: text or json (default: ${DEFAULT-VALUE}).")
  private OutputFormat output = OutputFormat.TEXT;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** What a request says its site is. */
  String siteName() {
    return target.siteName();
  }

  /**
   * Asks, and prints the answer.
   *
   * @param lines the answer for people
   * @return the answer
   */
  <T extends Message> T ask(
      Function<SearchServiceBlockingStub, T> ask, Function<T, List<String>> lines) {
    LogFormat.quiet();
    T answer = Searching.with(target, site, stub -> ask.apply(target.limited(stub)));
    print(answer, lines);
    return answer;
  }

  /**
   * Asks for all pages, and prints each.
   *
   * @param ask asks for the page that a token names; empty for the first one
   * @param nextToken of an answer; empty on the last page
   * @param lines a page for people
   */
  <T extends Message> void askPages(
      BiFunction<SearchServiceBlockingStub, String, T> ask,
      Function<T, String> nextToken,
      Function<T, List<String>> lines) {
    LogFormat.quiet();
    String _ =
        Searching.with(
            target,
            site,
            stub -> {
              String token = "";
              do {
                T page = ask.apply(target.limited(stub), token);
                print(page, lines);
                token = nextToken.apply(page);
              } while (!token.isEmpty());
              return token;
            });
  }

  /**
   * What was typed, read.
   *
   * @throws ParameterException if it is malformed
   */
  <T> T typed(Supplier<T> read) {
    try {
      return read.get();
    } catch (TypeConversionException malformed) {
      throw new ParameterException(
          spec.commandLine(), String.valueOf(malformed.getMessage()), malformed);
    }
  }

  private <T extends Message> void print(T answer, Function<T, List<String>> lines) {
    PrintWriter out = spec.commandLine().getOut();
    switch (output) {
      case TEXT -> lines.apply(answer).forEach(out::println);
      case JSON -> out.println(OutputFormat.jsonOf(answer));
    }
    out.flush();
  }
}
