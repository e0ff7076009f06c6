using CoinPilot.Releases;
using Xunit;

namespace CoinPilot.Health;

public sealed class StackBudgetsTests
{
    [Theory]
    [InlineData("{ test: [CMD, 'true'], interval: 5s, timeout: 2s, retries: 3, start_period: 10s }", 38)]
    [InlineData("{ test: [CMD, 'true'] }", 240)]
    [InlineData("{ test: [NONE] }", 0)]
    [InlineData("{ disable: true }", 0)]
    public void A_service_may_take_as_long_as_its_healthcheck_allows(string healthcheck, double seconds)
    {
        var project = ReleaseSamples.Project($"services: {{ web: {{ image: 'web:1', healthcheck: {healthcheck} }} }}");

        Assert.Equal(TimeSpan.FromSeconds(seconds), StackBudgets.HealthLimit(project.Services[0]));
    }

    [Theory]
    [InlineData("{ image: 'job:1' }", true)]
    [InlineData("{ image: 'job:1', healthcheck: { test: [CMD, 'true'] } }", false)]
    [InlineData("{ image: 'job:1', healthcheck: { disable: true } }", true)]
    [InlineData("{ image: 'job:1', ports: ['80:80'] }", false)]
    [InlineData("{ image: 'job:1', ports: ['80:80'], healthcheck: { test: [CMD, 'true'] } }, web: { image: 'web:1', depends_on: { job: { condition: service_completed_successfully } } }", true)]
    [InlineData("{ image: 'job:1', ports: ['80:80'] }, web: { image: 'web:1', depends_on: [job] }", false)]
    public void What_is_asked_for_while_it_runs_is_no_task(string job, bool mayEnd) =>
        Assert.Equal(mayEnd, StackBudgets.Of(ReleaseSamples.Project($"services: {{ job: {job} }}")).Services.Single(service => service.Service == "job").MayEnd);

    [Fact]
    public void The_start_is_bounded_by_the_longest_chain_of_what_is_waited_for()
    {
        var budgets = StackBudgets.Of(ReleaseSamples.Project("""
            services:
              web:
                image: web:1
                depends_on: { db: { condition: service_healthy }, cache: { condition: service_started } }
              db:
                image: db:1
                stop_grace_period: 1m
                healthcheck: { test: [CMD, 'true'], interval: 5s, timeout: 5s, retries: 4, start_period: 30s }
                depends_on: { migrate: { condition: service_completed_successfully } }
              migrate: { image: 'migrate:1' }
              cache: { image: 'redis:7' }
            """));

        // 300 s for the one-shot, 80 s for the database's health; 10 + 60 + 10 s to stop the chain; 60 s for the handling.
        Assert.Equal(TimeSpan.FromSeconds(300 + 80 + 80 + 60), budgets.StartBound);
        Assert.Equal(TimeSpan.FromSeconds(80), budgets.LongestStop);
        Assert.Equal([20, 80, 20, 20], budgets.Services.Select(service => service.Budget.TotalSeconds));
    }
}
