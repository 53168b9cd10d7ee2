package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.model.Risk;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the capabilities of a component those that it defines: on its install or upgrade, and with
 * no definitions on its removal (§11, {@code update_capabilities}).
 *
 * @param component such as {@code moodle} or {@code mod_forum}
 * @param definitions all that the component defines, in its order, each name once
 */
public record UpdateCapabilities(String component, List<CapabilityDefinition> definitions)
    implements AdminCommand {
  /** How many capabilities a component may define. */
  public static final int MOST_DEFINITIONS = 10_000;

  private static final Pattern COMPONENT = Pattern.compile("[a-z][a-z0-9_]*");

  public UpdateCapabilities {
    Fields.requireName("component", component, Fields.COMPONENT_LENGTH);
    if (!COMPONENT.matcher(component).matches()) {
      throw Fields.invalid("component", component, "lower case letters, digits and `_`");
    }
    definitions = List.copyOf(definitions);
    Fields.requireBetween("definitions", definitions.size(), 0, MOST_DEFINITIONS);
    Set<String> names = new HashSet<>();
    for (CapabilityDefinition definition : definitions) {
      if (!names.add(definition.name())) {
        throw Fields.invalid("definitions.name", definition.name(), "each name once");
      }
    }
  }

  /**
   * What a component says of one capability.
   *
   * @param type {@code read} or {@code write}, as the component writes it
   * @param level the context level for which it is offered; 0 when it says none
   * @param archetypes what roles of an archetype get when it is new
   * @param clonePermissionsFrom a capability whose permissions it takes over when it is new; empty
   *     for none
   */
  public record CapabilityDefinition(
      String name,
      String type,
      int level,
      int risks,
      Map<String, PermissionChoice> archetypes,
      String clonePermissionsFrom) {
    private static final Pattern NAME = Pattern.compile("[a-z]+/[a-z_0-9]+:[a-z_0-9]+");
    private static final int ALL_RISKS =
        Risk.MANAGE_TRUST | Risk.CONFIG | Risk.XSS | Risk.PERSONAL | Risk.SPAM | Risk.DATA_LOSS;
    private static final int TYPE_LENGTH = 50;

    public CapabilityDefinition {
      Fields.requireName("definitions.name", name, Fields.CAPABILITY_LENGTH);
      if (!NAME.matcher(name).matches()) {
        throw Fields.invalid("definitions.name", name, NAME.pattern());
      }
      Fields.requireName("definitions.type", type, TYPE_LENGTH);
      Fields.requireIdOrZero("definitions.level", level);
      Fields.requireBetween("definitions.risks", risks, 0, ALL_RISKS);
      archetypes = Collections.unmodifiableMap(new LinkedHashMap<>(archetypes));
      archetypes.forEach((archetype, permission) -> {
        Archetypes.requireKnown("definitions.archetypes", archetype);
        requireNonNull(permission, "permission");
      });
      Fields.requireText(
          "definitions.clone_permissions_from", clonePermissionsFrom, Fields.CAPABILITY_LENGTH);
    }
  }
}
