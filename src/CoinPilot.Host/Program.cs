using CoinPilot.Agent;

return await AgentProgram.RunAsync(args).ConfigureAwait(false);
