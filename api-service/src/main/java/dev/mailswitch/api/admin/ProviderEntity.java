package dev.mailswitch.api.admin;

import dev.mailswitch.provider.Budget;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of `provider`.
@Entity
@Table(name = "provider")
public class ProviderEntity extends Row {

    public String name = "";

    public String kind = "";

    @JdbcTypeCode(SqlTypes.JSON)
    public Map<String, String> settings = new HashMap<>();

    public byte @Nullable [] secret;

    @Column(name = "secret_key_id")
    public @Nullable String secretKeyId;

    @Column(name = "max_connections")
    public int maxConnections;

    @Column(name = "rate_per_second")
    public @Nullable Integer ratePerSecond;

    @Column(name = "budget_per_day")
    public @Nullable Integer budgetPerDay;

    @Column(name = "budget_per_month")
    public @Nullable Integer budgetPerMonth;

    /// The four of a warm-up are there together or not at all.
    @Column(name = "warmup_start")
    public @Nullable LocalDate warmUpStart;

    @Column(name = "warmup_first_day")
    public @Nullable Integer warmUpFirstDay;

    @Column(name = "warmup_growth")
    public @Nullable Double warmUpGrowth;

    @Column(name = "warmup_days")
    public @Nullable Short warmUpDays;

    public boolean held;

    /// Of a drill; null or past: there is none.
    @Column(name = "drill_until")
    public @Nullable Instant drillUntil;

    Budget budget() {
        return new Budget(budgetPerDay, budgetPerMonth, warmUp());
    }

    private Budget.@Nullable WarmUp warmUp() {
        return warmUpStart == null
                        || warmUpFirstDay == null
                        || warmUpGrowth == null
                        || warmUpDays == null
                ? null
                : new Budget.WarmUp(warmUpStart, warmUpFirstDay, warmUpGrowth, warmUpDays);
    }

    void budget(Budget budget) {
        budgetPerDay = budget.perDay();
        budgetPerMonth = budget.perMonth();
        Budget.WarmUp warmUp = budget.warmUp();
        warmUpStart = warmUp == null ? null : warmUp.start();
        warmUpFirstDay = warmUp == null ? null : warmUp.firstDay();
        warmUpGrowth = warmUp == null ? null : warmUp.growth();
        warmUpDays = warmUp == null ? null : (short) warmUp.days();
    }
}
