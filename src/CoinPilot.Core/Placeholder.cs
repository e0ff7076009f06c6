namespace CoinPilot; public static class Placeholder;
