package io.powercrud.bulk;

import jakarta.persistence.criteria.Expression;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.MySQLDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;

/** Text compared byte by byte, whatever the collation of the column that it comes from. */
enum ExactText {
  AS_IT_IS {
    @Override
    Expression<String> of(Expression<String> text, HibernateCriteriaBuilder builder) {
      return text;
    }
  },
  POSTGRESQL {
    @Override
    Expression<String> of(Expression<String> text, HibernateCriteriaBuilder builder) {
      return builder.collate(text, "ucs_basic");
    }
  },
  MARIADB {
    @Override
    Expression<String> of(Expression<String> text, HibernateCriteriaBuilder builder) {
      return builder.sql("convert(? using utf8mb4) collate utf8mb4_nopad_bin", String.class, text);
    }
  };

  abstract Expression<String> of(Expression<String> text, HibernateCriteriaBuilder builder);

  static ExactText on(Dialect dialect) {
    if (dialect instanceof PostgreSQLDialect) {
      return POSTGRESQL;
    }
    return dialect instanceof MySQLDialect ? MARIADB : AS_IT_IS;
  }
}
