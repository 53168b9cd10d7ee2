package dev.beadle.server.cli;

import dev.beadle.server.cli.QuestionOptions.ContextConverter;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.GetCapabilityOverviewRequest;
import dev.beadle.v1.GetCapabilityOverviewResponse;
import dev.beadle.v1.GetSecurityOverviewRequest;
import dev.beadle.v1.HygieneKind;
import dev.beadle.v1.ListHygieneFindingsRequest;
import dev.beadle.v1.ListHygieneFindingsResponse;
import dev.beadle.v1.ListRiskHoldersRequest;
import dev.beadle.v1.ListRiskHoldersResponse;
import dev.beadle.v1.ListSecurityFindingsRequest;
import dev.beadle.v1.ListSecurityFindingsResponse;
import dev.beadle.v1.SecurityCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    subcommands = {
      ReportCommands.Security.class,
      ReportCommands.Capability.class,
      ReportCommands.Risks.class,
      ReportCommands.HygieneReport.class
    },
    description = "Reports about the whole site.",
    footer = {
      "",
      "Examples:",
      "  beadle report security",
      "  beadle report capability mod/forum:replypost",
      "  beadle report risks --risk xss,config",
      "  beadle report hygiene --site ./export"
    })
final class ReportCommands implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** The names by which Moodle calls its checks. */
  static Map<String, SecurityCheck> checks() {
    Map<String, SecurityCheck> checks = new LinkedHashMap<>();
    checks.put("defaultuserrole", SecurityCheck.SECURITY_CHECK_DEFAULT_USER_ROLE);
    checks.put("guestrole", SecurityCheck.SECURITY_CHECK_GUEST_ROLE);
    checks.put("frontpagerole", SecurityCheck.SECURITY_CHECK_FRONT_PAGE_ROLE);
    checks.put("riskadmin", SecurityCheck.SECURITY_CHECK_ADMINISTRATORS);
    checks.put("riskxss", SecurityCheck.SECURITY_CHECK_XSS);
    checks.put("riskbackup", SecurityCheck.SECURITY_CHECK_BACKUP);
    return checks;
  }

  @Command(
      name = "security",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Moodle's security overview, as far as it is about roles; of one check the rows behind it.",
        "",
        "It looks at stored permissions, not at what they come to, as Moodle's own report does."
      },
      footer = {
        "",
        "Examples:",
        "  beadle report security",
        "  beadle report security riskxss --output json"
      })
  static final class Security implements Callable<Integer> {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "CHECK",
        description = {
          "defaultuserrole, guestrole, frontpagerole, riskadmin, riskxss or riskbackup."
        })
    private @Nullable String check;

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      String asked = check;
      if (asked != null) {
        return list(options.typed(() -> checkOf(asked)));
      }
      var request = GetSecurityOverviewRequest.newBuilder().setSite(options.siteName()).build();
      options.ask(
          stub -> stub.getSecurityOverview(request),
          answer -> answer.getChecksList().stream().map(ReportWords::of).toList());
      return ExitCode.YES;
    }

    private int list(SecurityCheck asked) {
      var request =
          ListSecurityFindingsRequest.newBuilder().setSite(options.siteName()).setCheck(asked);
      options.askPages(
          (stub, token) -> stub.listSecurityFindings(request.setPageToken(token).build()),
          ListSecurityFindingsResponse::getNextPageToken,
          page -> page.getFindingsList().stream().map(ReportWords::of).toList());
      return ExitCode.YES;
    }

    private static SecurityCheck checkOf(String name) {
      SecurityCheck known = checks().get(name);
      if (known == null) {
        throw new TypeConversionException(
            "CHECK: `" + name + "` (expected: " + String.join(", ", checks().keySet()) + ")");
      }
      return known;
    }
  }

  @Command(
      name = "capability",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Moodle's capability overview: where which permission is stored for a capability.",
        "",
        "A line for each context that has any and for those above, with what is stored there."
      },
      footer = {
        "",
        "Examples:",
        "  beadle report capability mod/forum:replypost",
        "  beadle report capability mod/forum:replypost --role 3,5"
      })
  static final class Capability implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CAPABILITY", description = "The capability's name.")
    private String capability = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        split = ",",
        description = "Only these roles (role.id).")
    private List<Long> roleIds = new ArrayList<>();

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          GetCapabilityOverviewRequest.newBuilder()
              .setSite(options.siteName())
              .setCapability(capability)
              .addAllRoleIds(roleIds);
      options.askPages(
          (stub, token) -> stub.getCapabilityOverview(request.setPageToken(token).build()),
          GetCapabilityOverviewResponse::getNextPageToken,
          page -> page.getNodesList().stream().map(ReportWords::of).toList());
      return ExitCode.YES;
    }
  }

  @Command(
      name = "risks",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Who holds which risk, through which role, where?",
        "",
        "A line for each role in each context where it is held, with how many people hold it there."
      },
      footer = {
        "",
        "Examples:",
        "  beadle report risks",
        "  beadle report risks --risk xss,config --context course:7",
        "  beadle report risks --role 3 --output json"
      })
  static final class Risks implements Callable<Integer> {
    @Option(
        names = "--risk",
        paramLabel = "RISK",
        split = ",",
        description = {
          "Only roles that give one of these: managetrust, config, xss, personal, spam, dataloss."
        })
    private List<String> risks = new ArrayList<>();

    @Option(names = "--role", paramLabel = "ROLE", description = "Only this role (role.id).")
    private long roleId;

    @Option(
        names = "--context",
        paramLabel = "CONTEXT",
        converter = ContextConverter.class,
        description = "Only what is held in this context or below it.")
    private @Nullable ContextReference context;

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListRiskHoldersRequest.newBuilder()
              .setSite(options.siteName())
              .setRisks(options.typed(() -> SearchWords.risksOf(risks)))
              .setRoleId(roleId);
      if (context != null) {
        request.setContext(context);
      }
      options.askPages(
          (stub, token) -> stub.listRiskHolders(request.setPageToken(token).build()),
          ListRiskHoldersResponse::getNextPageToken,
          page -> page.getHoldingsList().stream().map(ReportWords::of).toList());
      return ExitCode.YES;
    }
  }

  @Command(
      name = "hygiene",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "What can be tidied up?",
        "",
        "Overrides that change nothing or never count, permissions and assignments that belong to",
        "nothing, roles that nobody holds."
      },
      footer = {
        "",
        "Examples:",
        "  beadle report hygiene",
        "  beadle report hygiene --kind override-without-effect,override-shadowed"
      })
  static final class HygieneReport implements Callable<Integer> {
    @Option(
        names = "--kind",
        paramLabel = "KIND",
        split = ",",
        description = {
          "Only these: override-without-effect, override-shadowed, unknown-capability,",
          "role-held-by-nobody, assignment-in-missing-context, assignment-to-missing-user,",
          "missing-role, permission-in-missing-context."
        })
    private List<String> kinds = new ArrayList<>();

    @Mixin private SearchOptions options = new SearchOptions();

    @Override
    public Integer call() {
      var request =
          ListHygieneFindingsRequest.newBuilder()
              .setSite(options.siteName())
              .addAllKinds(options.typed(() -> kinds.stream().map(HygieneReport::kindOf).toList()));
      options.askPages(
          (stub, token) -> stub.listHygieneFindings(request.setPageToken(token).build()),
          ListHygieneFindingsResponse::getNextPageToken,
          page -> page.getFindingsList().stream().map(ReportWords::of).toList());
      return ExitCode.YES;
    }

    private static HygieneKind kindOf(String name) {
      for (HygieneKind kind : HygieneKind.values()) {
        if (kind != HygieneKind.UNRECOGNIZED
            && kind != HygieneKind.HYGIENE_KIND_UNSPECIFIED
            && ReportWords.of(kind).equals(name.toLowerCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new TypeConversionException("--kind: `" + name + "` is none; see --help");
    }
  }
}
