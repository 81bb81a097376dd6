package io.powercrud.testmodel;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** A number and a text that together are an id. */
@Embeddable
public record OrderLineId(long orderNumber, @Column(length = 60) String sku) {}
