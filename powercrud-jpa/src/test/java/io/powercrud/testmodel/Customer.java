package io.powercrud.testmodel;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.annotations.NaturalId;
import org.jspecify.annotations.Nullable;

/** A natural id, which never changes. */
@Entity
public class Customer {
  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Version private int version;

  @NaturalId
  @Column(length = 100)
  private String email = "";

  private @Nullable String phone;

  protected Customer() {}

  public Customer(String email) {
    this.email = email;
  }

  public @Nullable Long getId() {
    return id;
  }

  public String getEmail() {
    return email;
  }

  public @Nullable String getPhone() {
    return phone;
  }
}
