package dev.beadle.server.graph;

import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The components that assignments come from, by ordinal. Immutable and so thread-safe. */
final class ComponentNames {
  static final ComponentNames NONE = new ComponentNames(List.of(), Map.of());

  private final List<String> names;
  private final Map<String, Integer> ordinals;

  private ComponentNames(List<String> names, Map<String, Integer> ordinals) {
    this.names = names;
    this.ordinals = ordinals;
  }

  String get(int component) {
    return names.get(component);
  }

  void write(ImageWriter image) {
    image.number(names.size());
    names.forEach(image::text);
  }

  static ComponentNames read(ImageReader image) {
    Editor editor = NONE.edit();
    for (int i = image.length(); i > 0; i--) {
      editor.ordinalOf(image.text());
    }
    return editor.build();
  }

  long sizeInBytes() {
    return names.stream().mapToLong(name -> ObjectSize.ofString(name) + 48).sum();
  }

  /** Starts with these; they stay as they are. */
  Editor edit() {
    return new Editor(this);
  }

  /** The names so far. Not thread-safe. */
  static final class Editor {
    private static final int NONE_YET = -1;

    private final ComponentNames base;
    private final List<String> added = new ArrayList<>();
    private final Map<String, Integer> ordinalsOfAdded = new HashMap<>();
    // Rows of one source mostly come one after the other.
    private String lastName = "";
    private int lastOrdinal = NONE_YET;

    private Editor(ComponentNames base) {
      this.base = base;
    }

    /** The ordinal of a name, which is new or not. */
    int ordinalOf(String name) {
      if (lastOrdinal == NONE_YET || !name.equals(lastName)) {
        lastOrdinal = find(name);
        lastName = name;
      }
      return lastOrdinal;
    }

    private int find(String name) {
      Integer known = base.ordinals.get(name);
      if (known != null) {
        return known;
      }
      return ordinalsOfAdded.computeIfAbsent(
          name,
          newName -> {
            added.add(newName);
            return base.names.size() + added.size() - 1;
          });
    }

    String get(int component) {
      int known = base.names.size();
      return component < known ? base.names.get(component) : added.get(component - known);
    }

    ComponentNames build() {
      if (added.isEmpty()) {
        return base;
      }
      List<String> names = new ArrayList<>(base.names);
      names.addAll(added);
      Map<String, Integer> ordinals = new HashMap<>(base.ordinals);
      ordinals.putAll(ordinalsOfAdded);
      return new ComponentNames(List.copyOf(names), ordinals);
    }
  }
}
