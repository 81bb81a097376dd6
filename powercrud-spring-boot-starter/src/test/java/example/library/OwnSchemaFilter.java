package example.library;

import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.spi.SchemaFilter;
import org.hibernate.tool.schema.spi.SchemaFilterProvider;

/** An application's own idea of which tables Hibernate manages: genres it doesn't. */
public class OwnSchemaFilter implements SchemaFilterProvider, SchemaFilter {

  @Override
  public boolean includeNamespace(Namespace namespace) {
    return true;
  }

  @Override
  public boolean includeTable(Table table) {
    return !table.getName().equals("genre");
  }

  @Override
  public boolean includeSequence(Sequence sequence) {
    return true;
  }

  @Override
  public SchemaFilter getCreateFilter() {
    return this;
  }

  @Override
  public SchemaFilter getDropFilter() {
    return this;
  }

  @Override
  public SchemaFilter getTruncatorFilter() {
    return this;
  }

  @Override
  public SchemaFilter getMigrateFilter() {
    return this;
  }

  @Override
  public SchemaFilter getValidateFilter() {
    return this;
  }
}
