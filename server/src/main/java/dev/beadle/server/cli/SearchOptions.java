package dev.beadle.server.cli;

import com.google.protobuf.Message;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom a search is asked, and the form of the answer. */
final class SearchOptions {
  @Mixin private TargetOptions target = new TargetOptions();
  @Mixin private SiteOptions site = new SiteOptions();

  @Mixin private OutputOptions output = new OutputOptions();

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
              AnswerPages.forEach(
                  "",
                  token -> ask.apply(target.limited(stub), token),
                  nextToken,
                  page -> print(page, lines));
              return "";
            });
  }

  /**
   * What was typed, read.
   *
   * @throws ParameterException if it is malformed
   */
  <T> T typed(Supplier<T> read) {
    return TypedText.read(spec, read);
  }

  private <T extends Message> void print(T answer, Function<T, List<String>> lines) {
    output.print(answer, out -> lines.apply(answer).forEach(out::println));
  }
}
