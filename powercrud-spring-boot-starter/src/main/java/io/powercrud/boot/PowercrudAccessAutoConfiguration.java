package io.powercrud.boot;

import io.powercrud.access.AccessPolicy;
import io.powercrud.web.access.ScopeParameters;
import io.powercrud.web.access.SecurityAccessPolicy;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;

/** Who may do what: as Spring Security says where it is there, and nobody anything otherwise. */
@AutoConfiguration
class PowercrudAccessAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({SecurityAccessPolicy.class, Authentication.class})
  static class WithSpringSecurity {

    @Bean
    @ConditionalOnMissingBean(AccessPolicy.class)
    SecurityAccessPolicy powercrudAccessPolicy(ObjectProvider<ScopeParameters> scopeParameters) {
      return new SecurityAccessPolicy(
          scopeParameters.getIfAvailable(() -> authentication -> Map.of()));
    }
  }

  @Bean
  @ConditionalOnMissingBean(AccessPolicy.class)
  AccessPolicy powercrudClosedAccessPolicy() {
    return ClosedAccessPolicy.INSTANCE;
  }
}
