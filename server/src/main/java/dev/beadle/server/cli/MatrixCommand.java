package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.GetPermissionMatrixRequest;
import dev.beadle.v1.GetPermissionMatrixResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "matrix",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "What does each role say about each capability in a context?",
      "",
      "A allows, V prevents, X prohibits, . says nothing; a number is an odd permission. An"
          + " asterisk",
      "marks what is stored in the context itself, an exclamation mark what differs from the",
      "standard of the role's archetype. Below each role: how many people have it there."
    },
    footer = {
      "",
      "Examples:",
      "  beadle matrix course:7",
      "  beadle matrix course:7 --role 5 --differing",
      "  beadle matrix module:12 --offered --risk xss,dataloss --output json"
    })
final class MatrixCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "CONTEXT",
      converter = ContextConverter.class,
      description = "The context's id, or LEVEL:INSTANCE such as course:7.")
  private ContextReference context = ContextReference.getDefaultInstance();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description = "Only these roles (role.id); all that one says when there is one.")
  private List<Long> roleIds = new ArrayList<>();

  @Option(
      names = "--capability",
      paramLabel = "NAME",
      split = ",",
      description = "Only these capabilities.")
  private List<String> capabilities = new ArrayList<>();

  @Option(
      names = "--offered",
      description = "Only capabilities that the context offers for overriding.")
  private boolean offered;

  @Option(
      names = "--differing",
      description = "Only capabilities about which a role differs from its standard.")
  private boolean differing;

  @Option(
      names = "--risk",
      paramLabel = "RISK",
      split = ",",
      description = {
        "Only capabilities with one of these risks: managetrust, config, xss, personal, spam,",
        "dataloss."
      })
  private List<String> risks = new ArrayList<>();

  @Mixin private SearchOptions options = new SearchOptions();

  @Override
  public Integer call() {
    var request =
        GetPermissionMatrixRequest.newBuilder()
            .setSite(options.siteName())
            .setContext(context)
            .addAllRoleIds(roleIds)
            .addAllCapabilities(capabilities)
            .setOfferedOnly(offered)
            .setDifferingOnly(differing)
            .setRisks(options.typed(() -> SearchWords.risksOf(risks)));
    var text = new MatrixText();
    options.askPages(
        (stub, token) -> stub.getPermissionMatrix(request.setPageToken(token).build()),
        GetPermissionMatrixResponse::getNextPageToken,
        text::linesOf);
    return ExitCode.YES;
  }
}
