import { needs } from '../support/needs.js';
import { driverContract } from './driver-contract.js';

needs('python3').describe('the driver python3', () => driverContract('python3'));
