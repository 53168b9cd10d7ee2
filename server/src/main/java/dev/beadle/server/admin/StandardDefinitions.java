package dev.beadle.server.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.DeprecatedCapability;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What Moodle 5.1 defines of itself: its capabilities with what each archetype gets, and the levels
 * and matrices of its archetypes. Immutable and so thread-safe.
 */
public final class StandardDefinitions {
  private static final AtomicReference<@Nullable StandardDefinitions> STANDARD =
      new AtomicReference<>();

  private static final String FOLDER = "/dev/beadle/server/standard/";

  private final List<UpdateCapabilities> components;
  private final Map<String, ArchetypeTraits> archetypes;

  private final List<DeprecatedCapability> deprecated;

  private StandardDefinitions(
      List<UpdateCapabilities> components,
      Map<String, ArchetypeTraits> archetypes,
      List<DeprecatedCapability> deprecated) {
    this.components = components;
    this.archetypes = archetypes;
    this.deprecated = deprecated;
  }

  /**
   * Where a role of an archetype may be assigned, and with which archetypes it may deal.
   *
   * @param allowed archetypes by matrix
   */
  record ArchetypeTraits(List<Integer> levels, Map<RoleMatrix, List<String>> allowed) {
    ArchetypeTraits {
      levels = List.copyOf(levels);
      allowed = Map.copyOf(allowed);
    }

    /** The archetypes of one matrix. */
    List<String> allowedIn(RoleMatrix matrix) {
      return allowed.getOrDefault(matrix, List.of());
    }
  }

  /**
   * The definitions that come with the product. They are read when they are first asked for, so
   * that a server which is never asked starts without them. Cost: some milliseconds then.
   */
  public static StandardDefinitions standard() {
    StandardDefinitions known = STANDARD.get();
    if (known == null) {
      known = read();
      STANDARD.set(known);
    }
    return known;
  }

  private static StandardDefinitions read() {
    Map<String, List<CapabilityDefinition>> ofComponents = new LinkedHashMap<>();
    JsonObject capabilities = resource("capabilities.json");
    for (JsonElement element : capabilities.getAsJsonArray("capabilities")) {
      JsonObject entry = element.getAsJsonObject();
      ofComponents
          .computeIfAbsent(entry.get("component").getAsString(), _ -> new ArrayList<>())
          .add(definition(entry));
    }
    List<UpdateCapabilities> components = new ArrayList<>();
    ofComponents.forEach(
        (component, definitions) -> components.add(new UpdateCapabilities(component, definitions)));
    Map<String, ArchetypeTraits> archetypes = new LinkedHashMap<>();
    resource("archetypes.json")
        .entrySet()
        .forEach(
            entry -> archetypes.put(entry.getKey(), traits(entry.getValue().getAsJsonObject())));
    List<DeprecatedCapability> deprecated = new ArrayList<>();
    for (JsonElement element : capabilities.getAsJsonArray("deprecated")) {
      deprecated.add(deprecated(element.getAsJsonObject()));
    }
    return new StandardDefinitions(List.copyOf(components), archetypes, List.copyOf(deprecated));
  }

  /** The components in the order in which Moodle installs them, each with its capabilities. */
  public List<UpdateCapabilities> components() {
    return components;
  }

  /** The names that have gone out of use, which no table holds. */
  public List<DeprecatedCapability> deprecated() {
    return deprecated;
  }

  /** The archetypes, in Moodle's order. */
  public List<String> archetypes() {
    return Archetypes.NAMES;
  }

  /** The context levels at which a role of an archetype may be assigned; none of an unknown one. */
  public List<Integer> levelsOf(String archetype) {
    return traitsOf(archetype).levels();
  }

  /** The archetypes with whose roles a role of an archetype may deal; none of an unknown one. */
  public List<String> archetypesOf(RoleMatrix matrix, String archetype) {
    return traitsOf(archetype).allowedIn(matrix);
  }

  /** The traits of an archetype. */
  ArchetypeTraits traitsOf(String archetype) {
    return archetypes.getOrDefault(archetype, new ArchetypeTraits(List.of(), Map.of()));
  }

  /**
   * The permissions of an archetype, in the order in which a role is reset to them: of the
   * components that own a capability on this site (§11), and of them those that the site knows.
   * What other components defined for archetypes is in none of the site's tables.
   */
  public Map<String, PermissionChoice> defaultsOf(String archetype, CapabilityCatalog catalog) {
    Set<String> present = new HashSet<>();
    for (int capability = 0; capability < catalog.size(); capability++) {
      if (catalog.hasRow(capability)) {
        present.add(catalog.rowOf(capability).component());
      }
    }
    Map<String, PermissionChoice> defaults = new LinkedHashMap<>();
    for (UpdateCapabilities component : components) {
      if (present.contains(component.component())) {
        for (CapabilityDefinition definition : component.definitions()) {
          PermissionChoice permission = definition.archetypes().get(archetype);
          int known = catalog.find(definition.name());
          if (permission != null
              && permission != PermissionChoice.INHERIT
              && known != CapabilityCatalog.ABSENT
              && catalog.isKnown(known)) {
            defaults.put(definition.name(), permission);
          }
        }
      }
    }
    return defaults;
  }

  private static CapabilityDefinition definition(JsonObject entry) {
    Map<String, PermissionChoice> archetypes = new LinkedHashMap<>();
    JsonElement ofArchetypes = entry.get("archetypes");
    if (ofArchetypes.isJsonObject()) {
      ofArchetypes
          .getAsJsonObject()
          .entrySet()
          .forEach(one -> archetypes.put(one.getKey(), choice(one.getValue().getAsLong())));
    }
    JsonElement source = entry.get("clonepermissionsfrom");
    return new CapabilityDefinition(
        entry.get("name").getAsString(),
        entry.get("captype").getAsString(),
        entry.get("contextlevel").getAsInt(),
        entry.get("riskbitmask").getAsInt(),
        archetypes,
        source.isJsonNull() ? "" : source.getAsString());
  }

  private static DeprecatedCapability deprecated(JsonObject entry) {
    JsonElement replacement = entry.get("replacement");
    return new DeprecatedCapability(
        entry.get("name").getAsString(),
        entry.get("component").getAsString(),
        replacement.isJsonNull() ? "" : replacement.getAsString());
  }

  private static PermissionChoice choice(long stored) {
    for (PermissionChoice choice : PermissionChoice.values()) {
      if (choice.stored() == stored) {
        return choice;
      }
    }
    throw new IllegalStateException("no permission is stored as " + stored);
  }

  private static ArchetypeTraits traits(JsonObject entry) {
    List<Integer> levels = new ArrayList<>();
    entry.getAsJsonArray("contextlevels").forEach(level -> levels.add(level.getAsInt()));
    Map<RoleMatrix, List<String>> allowed = new LinkedHashMap<>();
    for (RoleMatrix matrix : RoleMatrix.values()) {
      List<String> names = new ArrayList<>();
      entry.getAsJsonArray(matrix.column()).forEach(name -> names.add(name.getAsString()));
      allowed.put(matrix, List.copyOf(names));
    }
    return new ArchetypeTraits(levels, allowed);
  }

  private static JsonObject resource(String name) {
    try (InputStream in = StandardDefinitions.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the product");
      }
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
