package io.powercrud.bulk;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.selector.spi.StrategySelector;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.config.spi.StandardConverters;
import org.hibernate.engine.jdbc.env.spi.IdentifierHelper;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.tool.schema.internal.DefaultSchemaFilterProvider;
import org.hibernate.tool.schema.spi.SchemaFilter;
import org.hibernate.tool.schema.spi.SchemaFilterProvider;

/**
 * The way of our {@code record} table into the application's persistence unit; Hibernate finds it
 * by itself.
 *
 * <p>It adds the mapping, gives the table its configured name and its columns their own ones,
 * whatever the application's naming strategy and quoting make of them, and hides it from
 * Hibernate's schema tools, so that no {@code ddl-auto} creates, drops or validates it. A schema
 * filter of the application's own stays in force.
 */
public final class FrozenRecordMapping
    implements AdditionalMappingContributor, Integrator, ServiceContributor {

  /** The Hibernate setting with what the names of all PowerCRUD's tables begin with. */
  public static final String TABLE_PREFIX = "powercrud.schema.table-prefix";

  private static final String DEFAULT_PREFIX = "powercrud_";

  /** The mapping; Hibernate makes it. */
  public FrozenRecordMapping() {}

  @Override
  public String getContributorName() {
    return "powercrud";
  }

  @Override
  public void contribute(
      AdditionalMappingContributions contributions,
      InFlightMetadataCollector metadata,
      ResourceStreamLocator resources,
      MetadataBuildingContext context) {
    contributions.contributeEntity(FrozenRecord.class);
  }

  @Override
  public void integrate(
      Metadata metadata, BootstrapContext context, SessionFactoryImplementor sessionFactory) {
    PersistentClass mapping = metadata.getEntityBinding(FrozenRecord.class.getName());
    if (mapping == null) {
      return;
    }
    String prefix =
        context
            .getServiceRegistry()
            .requireService(ConfigurationService.class)
            .getSetting(TABLE_PREFIX, StandardConverters.STRING, DEFAULT_PREFIX);
    mapping.getTable().setName(prefix + FrozenRecord.TABLE);
    IdentifierHelper identifiers =
        context.getServiceRegistry().requireService(JdbcEnvironment.class).getIdentifierHelper();
    Component id = (Component) mapping.getIdentifier();
    Stream.of(mapping.getProperties(), id.getProperties(), idClass(mapping))
        .flatMap(List::stream)
        .forEach(property -> nameColumn(property, identifiers));
  }

  private static List<Property> idClass(PersistentClass mapping) {
    return mapping.getIdentifierMapper() == null
        ? List.of()
        : mapping.getIdentifierMapper().getProperties();
  }

  /**
   * As our own statements name it: in the letters that the database keeps it in, as it is quoted.
   */
  private static void nameColumn(Property property, IdentifierHelper identifiers) {
    String name = property.getName().replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
    String stored = identifiers.toMetaDataObjectName(Identifier.toIdentifier(name));
    property.getColumns().forEach(column -> column.setName(stored));
  }

  @Override
  public void contribute(StandardServiceRegistryBuilder registry) {
    Map<String, Object> settings = registry.getSettings();
    Object prefix = settings.getOrDefault(TABLE_PREFIX, DEFAULT_PREFIX);
    SchemaFilterProvider applications =
        registry
            .getBootstrapServiceRegistry()
            .requireService(StrategySelector.class)
            .resolveDefaultableStrategy(
                SchemaFilterProvider.class,
                settings.get(SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER),
                DefaultSchemaFilterProvider.INSTANCE);
    registry.applySetting(
        SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER,
        new HidingProvider(prefix + FrozenRecord.TABLE, applications));
  }

  private record HidingProvider(String table, SchemaFilterProvider applications)
      implements SchemaFilterProvider {
    @Override
    public SchemaFilter getCreateFilter() {
      return new HidingFilter(table, applications.getCreateFilter());
    }

    @Override
    public SchemaFilter getDropFilter() {
      return new HidingFilter(table, applications.getDropFilter());
    }

    @Override
    public SchemaFilter getTruncatorFilter() {
      return new HidingFilter(table, applications.getTruncatorFilter());
    }

    @Override
    public SchemaFilter getMigrateFilter() {
      return new HidingFilter(table, applications.getMigrateFilter());
    }

    @Override
    public SchemaFilter getValidateFilter() {
      return new HidingFilter(table, applications.getValidateFilter());
    }
  }

  private record HidingFilter(String hidden, SchemaFilter applications) implements SchemaFilter {
    @Override
    public boolean includeNamespace(Namespace namespace) {
      return applications.includeNamespace(namespace);
    }

    @Override
    public boolean includeTable(Table table) {
      return !hidden.equals(table.getName()) && applications.includeTable(table);
    }

    @Override
    public boolean includeSequence(Sequence sequence) {
      return applications.includeSequence(sequence);
    }
  }
}
